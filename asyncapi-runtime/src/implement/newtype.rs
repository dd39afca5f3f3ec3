//! Types around others.

/// `Serialize`, `Deserialize`, `Deref` and `From` for a struct around one value, which JSON has in its place.
///
/// ```text
/// Name f64
/// Name Vec<i64> as ListOf<Whole<i64>>
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __asyncapi_newtype {
    ($(#[$attribute:meta])* $name:ident ($inner:ty) $(as $adapter:ty)?) => {
        $(#[$attribute])*
        impl $crate::__private::Serialize for $name {
            fn serialize<__S>(&self, serializer: __S) -> $crate::__private::Result<__S::Ok, __S::Error>
            where
                __S: $crate::__private::Serializer,
            {
                $crate::__private::Serialize::serialize(&self.0, serializer)
            }
        }

        $(#[$attribute])*
        impl<'de> $crate::__private::Deserialize<'de> for $name {
            // The document may have a type called `D`.
            fn deserialize<__D>(deserializer: __D) -> $crate::__private::Result<Self, __D::Error>
            where
                __D: $crate::__private::Deserializer<'de>,
            {
                $crate::__private::Ok(Self($crate::__asyncapi_newtype!(@read deserializer $(, $adapter)?)?))
            }
        }

        $(#[$attribute])*
        impl $crate::__private::Deref for $name {
            type Target = $inner;

            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }

        $(#[$attribute])*
        impl $crate::__private::From<$inner> for $name {
            fn from(value: $inner) -> Self {
                Self(value)
            }
        }
    };
    (@read $deserializer:ident) => {
        $crate::__private::Deserialize::deserialize($deserializer)
    };
    (@read $deserializer:ident, $adapter:ty) => {
        <$adapter as $crate::__private::Adapter<'_>>::read($deserializer)
    };
}
