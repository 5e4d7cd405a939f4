//! Enumerations that the server may extend. An unknown value is kept and is never an error.

/// Defines an enumeration of texts with an `Other` variant for values that a later version of the service may add.
///
/// `or "…"` after the text is another spelling, which is read but never written. `Cold = "Cold" since "2021-12-02",`
/// names the first service version that supports the value.
macro_rules! open_enum {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $( $(#[$variant_meta:meta])* $variant:ident = $text:literal $(or $alias:literal)? $(since $since:literal)?, )+
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $( $(#[$variant_meta])* $variant, )+
            /// A value that this crate does not know, unchanged.
            Other(Box<str>),
        }

        impl $name {
            /// The value as it is sent.
            pub fn as_str(&self) -> &str {
                match self {
                    $( Self::$variant => $text, )+
                    Self::Other(text) => text,
                }
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                $(
                    if text.eq_ignore_ascii_case($text) $(|| text.eq_ignore_ascii_case($alias))? {
                        return Self::$variant;
                    }
                )+
                Self::Other(text.into())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl crate::wire::field::Text for $name {
            fn encode(&self) -> http::HeaderValue {
                match self {
                    $( Self::$variant => http::HeaderValue::from_static($text), )+
                    Self::Other(text) => crate::wire::field::printable(text),
                }
            }

            fn decode(text: &str) -> Option<Self> {
                crate::wire::field::is_word(text).then(|| Self::from(text))
            }

            fn is_fit(&self) -> bool {
                match self {
                    Self::Other(text) => crate::wire::field::is_word(text),
                    _ => true,
                }
            }

            fn text(&self) -> std::borrow::Cow<'_, str> {
                self.as_str().into()
            }

            #[allow(unreachable_patterns, reason = "few enumerations have values that came later")]
            fn since(&self) -> Option<&'static str> {
                match self {
                    $( $( Self::$variant => Some($since), )? )+
                    _ => None,
                }
            }
        }
    };
}

pub(crate) use open_enum;
