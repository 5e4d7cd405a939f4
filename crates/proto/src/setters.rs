//! Setters for structs of options, so that one expression can set several.

/// Defines methods that set one field and return the value. A row reads `method: field, Type;`.
#[doc(hidden)]
#[macro_export]
macro_rules! setters {
    ($name:ident { $( $with:ident: $field:ident, $type:ty; )+ }) => {
        impl $name {
            $(
                #[doc = concat!("Sets [`", stringify!($field), "`](Self::", stringify!($field), ").")]
                #[must_use]
                pub fn $with(mut self, $field: impl Into<$type>) -> Self {
                    self.$field = $field.into();
                    self
                }
            )+
        }
    };
}
