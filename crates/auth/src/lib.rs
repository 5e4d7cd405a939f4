//! Who may copy.
