"""The clients whose calls block. All modules but `_driver` are generated from those in `aio`."""
