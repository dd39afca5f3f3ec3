//! Structs.

/// `Serialize` and `Deserialize` for a struct.
///
/// A property is a word, a field, a name, and what reads its value if that is not its type:
///
/// ```text
/// required field "name" as Adapter,
/// optional field "name",                   Option<T>: absent is `None`; null is for `T` to read
/// defaulted field "name" = (expression),   absent is the expression; always written
/// ```
///
/// What becomes of properties that are not among them: `ignore`, `reject`, `keep field` or `keep field as Adapter`.
///
/// An adapter stands for the whole value: that of a field that may be null is `NullOr<…>`.
#[doc(hidden)]
#[macro_export]
macro_rules! __asyncapi_object {
    (
        $(#[$attribute:meta])*
        $name:ident $text:literal {
            $($kind:ident $field:ident $json:literal $(= ($default:expr))? $(as $adapter:ty)?,)*
        } $unknown:ident $($extra:ident $(as $extra_adapter:ty)?)?
    ) => {
        $(#[$attribute])*
        impl $crate::__private::Serialize for $name {
            #[allow(unused_mut)]
            fn serialize<__S>(&self, serializer: __S) -> $crate::__private::Result<__S::Ok, __S::Error>
            where
                __S: $crate::__private::Serializer,
            {
                let mut object = $crate::__private::ObjectWriter::new(serializer)?;
                $(object.$kind($json, &self.$field)?;)*
                $(object.additional(&self.$extra)?;)?
                object.end()
            }
        }

        $(#[$attribute])*
        impl<'de> $crate::__private::Deserialize<'de> for $name {
            fn deserialize<__D>(deserializer: __D) -> $crate::__private::Result<Self, __D::Error>
            where
                __D: $crate::__private::Deserializer<'de>,
            {
                $crate::__private::read_object(deserializer)
            }
        }

        $(#[$attribute])*
        impl<'de> $crate::__private::Object<'de> for $name {
            const NAME: &'static $crate::__private::str = $text;

            // Called from one place, mostly: moving the value out of it is what small structs would take longest for.
            #[inline]
            fn read<__A>(
                mut object: $crate::__private::ObjectReader<'de, __A>,
            ) -> $crate::__private::Result<Self, __A::Error>
            where
                __A: $crate::__private::MapAccess<'de>,
            {
                // Names of the document cannot meet the other variables here: they are this macro's own. Its type
                // parameter is not, and a type may be called `A`.
                $(let mut $field = $crate::__private::Property::new($json);)*
                $(let mut $extra = $crate::__private::BTreeMap::new();)?
                while let $crate::__private::Some(name) = object.next()? {
                    match &*name {
                        $($json => object$(.by::<$adapter>())?.read(&mut $field)?,)*
                        other => object$($(.by::<$extra_adapter>())?)?.$unknown(other, &[$($json),*] $(, &mut $extra)?)?,
                    }
                }
                $crate::__private::Ok(Self { $($field: $field.$kind($(|| $default)?)?,)* $($extra,)? })
            }
        }
    };
}
