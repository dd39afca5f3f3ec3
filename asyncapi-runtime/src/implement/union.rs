//! Values that are one of several types.

/// `Serialize` and `Deserialize` for an enum with a type in each variant: JSON has that type's value and nothing else.
///
/// ```text
/// Pet "Pet" tagged "petType" { Cat(Cat) ["cat"], Dog(Box<Dog>) ["dog", "hound"], }
/// Pet "Pet" shape { Cat(Cat), Count(i64) as Whole<i64>, Text(String), }
/// ```
///
/// `tagged`: a property says which variant it is, and the types of the variants are [`Object`](crate::__private::Object)s
/// that have it among their own properties. `shape`: the first variant that the value fits; with `only_shape` it may
/// fit no other. The type needs an implementation of [`Union`](crate::__private::Union) beside these.
#[doc(hidden)]
#[macro_export]
macro_rules! __asyncapi_union {
    (
        $(#[$attribute:meta])*
        $name:ident $text:literal tagged $tag:literal { $($variant:ident($type:ty) [$($value:literal),* $(,)?],)* }
    ) => {
        $(#[$attribute])*
        impl<'de> $crate::__private::Object<'de> for $name {
            const NAME: &'static $crate::__private::str = $text;

            fn read<__A>(
                object: $crate::__private::ObjectReader<'de, __A>,
            ) -> $crate::__private::Result<Self, __A::Error>
            where
                __A: $crate::__private::MapAccess<'de>,
            {
                object.tagged($tag, &[$((
                    &[$($value),*],
                    |object| $crate::__private::Ok(Self::$variant($crate::__private::Object::read(object)?)),
                )),*])
            }
        }

        $crate::__asyncapi_union!(@both [$(#[$attribute])*] $name read_object $($variant)*);
    };
    (
        $(#[$attribute:meta])*
        $name:ident $text:literal shape { $($variant:ident($type:ty) $(as $adapter:ty)?,)* }
    ) => {
        $crate::__asyncapi_union!(@variants [$(#[$attribute])*] $name $text { $($variant($type) $(as $adapter)?,)* });
        $crate::__asyncapi_union!(@both [$(#[$attribute])*] $name read_union $($variant)*);
    };
    (
        $(#[$attribute:meta])*
        $name:ident $text:literal only_shape { $($variant:ident($type:ty) $(as $adapter:ty)?,)* }
    ) => {
        $crate::__asyncapi_union!(@variants [$(#[$attribute])*] $name $text { $($variant($type) $(as $adapter)?,)* });
        $crate::__asyncapi_union!(@both [$(#[$attribute])*] $name read_only_union $($variant)*);
    };
    (@variants [$($attributes:tt)*] $name:ident $text:literal { $($variant:ident($type:ty) $(as $adapter:ty)?,)* }) => {
        $($attributes)*
        impl $crate::__private::Variants for $name {
            const NAME: &'static $crate::__private::str = $text;

            const VARIANTS: &'static [$crate::__private::Variant<Self>] = &[$($crate::__private::Variant {
                name: ::core::stringify!($variant),
                read: |value| $crate::__private::Ok(Self::$variant(
                    $crate::__private::Candidate::new(value)$(.by::<$adapter>())?.read()?
                )),
            }),*];
        }
    };
    (@both [$($attributes:tt)*] $name:ident $read:ident $($variant:ident)*) => {
        $($attributes)*
        impl $crate::__private::Serialize for $name {
            fn serialize<__S>(&self, serializer: __S) -> $crate::__private::Result<__S::Ok, __S::Error>
            where
                __S: $crate::__private::Serializer,
            {
                match self {
                    $(Self::$variant(value) => $crate::__private::Serialize::serialize(value, serializer),)*
                }
            }
        }

        $($attributes)*
        impl<'de> $crate::__private::Deserialize<'de> for $name {
            fn deserialize<__D>(deserializer: __D) -> $crate::__private::Result<Self, __D::Error>
            where
                __D: $crate::__private::Deserializer<'de>,
            {
                $crate::__private::$read(deserializer)
            }
        }
    };
}
