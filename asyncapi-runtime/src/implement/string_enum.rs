//! Strings with a set of values, closed or open.

/// What a string enum is beside its variants: its values, and every way to write and read them.
///
/// ```text
/// Name [2] { On "on", Off "off", }
/// open Name [2] { On "on", Off "off", } Other      with a last variant `Other(String)`, which any other text is
/// ```
///
/// The word `checked` at the end says that `Validate` is implemented elsewhere.
#[doc(hidden)]
#[macro_export]
macro_rules! __asyncapi_string_enum {
    ($(#[$attribute:meta])* $name:ident [$count:literal] { $($variant:ident $value:literal,)* } $($checked:ident)?) => {
        $(#[$attribute])*
        impl $name {
            /// All values, in the order of the document.
            pub const ALL: [Self; $count] = [$(Self::$variant),*];

            /// The value as the document writes it.
            #[must_use]
            pub const fn as_str(self) -> &'static $crate::__private::str {
                match self {
                    $(Self::$variant => $value,)*
                }
            }
        }

        $(#[$attribute])*
        impl $crate::__private::FromStr for $name {
            type Err = $crate::UnknownValue;

            fn from_str(text: &$crate::__private::str) -> $crate::__private::Result<Self, $crate::UnknownValue> {
                match text {
                    $($value => $crate::__private::Ok(Self::$variant),)*
                    _ => $crate::__private::Err($crate::UnknownValue::new(text, &[$($value),*])),
                }
            }
        }

        $crate::__asyncapi_string_enum!(@both [$(#[$attribute])*] $name $($checked)?);
    };
    (
        $(#[$attribute:meta])*
        open $name:ident [$count:literal] { $($variant:ident $value:literal,)* } $other:ident $($checked:ident)?
    ) => {
        $(#[$attribute])*
        impl $name {
            /// The values that the document lists, in its order.
            pub const ALL: [Self; $count] = [$(Self::$variant),*];

            /// The value as it is written.
            #[must_use]
            pub fn as_str(&self) -> &$crate::__private::str {
                match self {
                    $(Self::$variant => $value,)*
                    Self::$other(text) => text,
                }
            }
        }

        $(#[$attribute])*
        impl $crate::__private::From<&$crate::__private::str> for $name {
            fn from(text: &$crate::__private::str) -> Self {
                match text {
                    $($value => Self::$variant,)*
                    _ => Self::$other($crate::__private::From::from(text)),
                }
            }
        }

        $(#[$attribute])*
        impl $crate::__private::FromStr for $name {
            type Err = $crate::__private::Infallible;

            fn from_str(text: &$crate::__private::str) -> $crate::__private::Result<Self, $crate::__private::Infallible> {
                $crate::__private::Ok($crate::__private::From::from(text))
            }
        }

        $crate::__asyncapi_string_enum!(@both [$(#[$attribute])*] $name $($checked)?);
    };
    (@both [$($attributes:tt)*] $name:ident $($checked:ident)?) => {
        $($attributes)*
        impl $crate::__private::Display for $name {
            fn fmt(&self, f: &mut $crate::__private::Formatter<'_>) -> $crate::__private::FmtResult {
                f.write_str(self.as_str())
            }
        }

        $($attributes)*
        impl $crate::__private::Serialize for $name {
            fn serialize<__S>(&self, serializer: __S) -> $crate::__private::Result<__S::Ok, __S::Error>
            where
                __S: $crate::__private::Serializer,
            {
                serializer.serialize_str(self.as_str())
            }
        }

        $crate::__asyncapi_validate!([$($attributes)*] $name $($checked)?);

        $($attributes)*
        impl<'de> $crate::__private::Deserialize<'de> for $name {
            fn deserialize<__D>(deserializer: __D) -> $crate::__private::Result<Self, __D::Error>
            where
                __D: $crate::__private::Deserializer<'de>,
            {
                $crate::__private::read_from_str(deserializer)
            }
        }
    };
}
