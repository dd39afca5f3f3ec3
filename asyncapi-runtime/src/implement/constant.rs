//! Schemas with one value.

/// What a constant is beside its unit struct: one value, and every way to write and read it.
///
/// ```text
/// Name str "order.created"
/// Name json "12.5"              any other JSON, as its text
/// ```
///
/// The word `checked` at the end says that `Validate` is implemented elsewhere.
#[doc(hidden)]
#[macro_export]
macro_rules! __asyncapi_constant {
    ($(#[$attribute:meta])* $name:ident str $value:literal $($checked:ident)?) => {
        $(#[$attribute])*
        impl $name {
            /// The value, as the document writes it.
            pub const VALUE: &'static $crate::__private::str = $value;

            /// The value, as the document writes it.
            #[must_use]
            pub const fn as_str(self) -> &'static $crate::__private::str {
                $value
            }
        }

        $(#[$attribute])*
        impl $crate::__private::FromStr for $name {
            type Err = $crate::UnknownValue;

            fn from_str(text: &$crate::__private::str) -> $crate::__private::Result<Self, $crate::UnknownValue> {
                match text {
                    $value => $crate::__private::Ok(Self),
                    _ => $crate::__private::Err($crate::UnknownValue::new(text, &[$value])),
                }
            }
        }

        $crate::__asyncapi_constant!(@both [$(#[$attribute])*] $name Text $value $($checked)?);
    };
    ($(#[$attribute:meta])* $name:ident json $value:literal $($checked:ident)?) => {
        $crate::__asyncapi_constant!(@both [$(#[$attribute])*] $name Json $value $($checked)?);
    };
    (@both [$($attributes:tt)*] $name:ident $kind:ident $value:literal $($checked:ident)?) => {
        $($attributes)*
        impl $crate::__private::Display for $name {
            fn fmt(&self, f: &mut $crate::__private::Formatter<'_>) -> $crate::__private::FmtResult {
                f.write_str($value)
            }
        }

        $($attributes)*
        impl $crate::__private::Serialize for $name {
            fn serialize<__S>(&self, serializer: __S) -> $crate::__private::Result<__S::Ok, __S::Error>
            where
                __S: $crate::__private::Serializer,
            {
                $crate::__private::Constant::$kind($value).write(serializer)
            }
        }

        $crate::__asyncapi_validate!([$($attributes)*] $name $($checked)?);

        $($attributes)*
        impl<'de> $crate::__private::Deserialize<'de> for $name {
            fn deserialize<__D>(deserializer: __D) -> $crate::__private::Result<Self, __D::Error>
            where
                __D: $crate::__private::Deserializer<'de>,
            {
                $crate::__private::Constant::$kind($value).read(deserializer, Self)
            }
        }
    };
}

/// `Validate` for a type that has nothing to check, unless it is `checked`.
#[doc(hidden)]
#[macro_export]
macro_rules! __asyncapi_validate {
    ([$($attributes:tt)*] $name:ident) => {
        $($attributes)*
        impl $crate::Validate for $name {
            fn check(&self, _: &$crate::__private::At<'_>, _: &mut $crate::Violations) {}
        }
    };
    ([$($attributes:tt)*] $name:ident checked) => {};
}
