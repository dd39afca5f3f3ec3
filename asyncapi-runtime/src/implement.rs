//! What every payload type implements, written once: generated code names a type's properties or values, and these
//! macros do the rest. They belong to generated code, not to users.

/// `Serialize` and `Deserialize` for a struct.
///
/// A property is `required field "name"`, `optional field "name"`, or `optional_or_null field "name"`. What becomes
/// of properties that are not among them: `ignore`, `reject`, or `keep field`.
#[doc(hidden)]
#[macro_export]
macro_rules! __asyncapi_object {
    (
        $(#[$attribute:meta])*
        $name:ident $text:literal { $($kind:ident $field:ident $json:literal,)* } $unknown:ident $($extra:ident)?
    ) => {
        $(#[$attribute])*
        impl $crate::__private::Serialize for $name {
            #[allow(unused_mut)]
            fn serialize<S>(&self, serializer: S) -> $crate::__private::Result<S::Ok, S::Error>
            where
                S: $crate::__private::Serializer,
            {
                let mut object = $crate::__private::ObjectWriter::new(serializer)?;
                $($crate::__asyncapi_object!(@write $kind object $json &self.$field);)*
                $(object.additional(&self.$extra)?;)?
                object.end()
            }
        }

        $(#[$attribute])*
        impl<'de> $crate::__private::Deserialize<'de> for $name {
            fn deserialize<D>(deserializer: D) -> $crate::__private::Result<Self, D::Error>
            where
                D: $crate::__private::Deserializer<'de>,
            {
                $crate::__private::read_object(deserializer)
            }
        }

        $(#[$attribute])*
        impl<'de> $crate::__private::Object<'de> for $name {
            const NAME: &'static $crate::__private::str = $text;

            fn read<A>(
                mut object: $crate::__private::ObjectReader<'de, A>,
            ) -> $crate::__private::Result<Self, A::Error>
            where
                A: $crate::__private::MapAccess<'de>,
            {
                // Names of the document cannot meet the other variables here: they are this macro's own.
                $(let mut $field = $crate::__private::Property::new($json);)*
                $(let mut $extra = $crate::__private::BTreeMap::new();)?
                while let $crate::__private::Some(name) = object.next()? {
                    match &*name {
                        $($json => object.read(&mut $field)?,)*
                        other => $crate::__asyncapi_object!(@$unknown object other [$($json),*] $($extra)?),
                    }
                }
                $crate::__private::Ok(Self { $($field: $field.$kind()?,)* $($extra,)? })
            }
        }
    };
    (@write required $object:ident $json:literal $value:expr) => {
        $object.property($json, $value)?
    };
    (@write $optional:ident $object:ident $json:literal $value:expr) => {
        $object.optional($json, $value)?
    };
    (@ignore $object:ident $name:ident $known:tt) => {{
        let _ = $name;
        $object.skip()?
    }};
    (@reject $object:ident $name:ident $known:tt) => {
        return $crate::__private::Err($object.unknown($name, &$known))
    };
    (@keep $object:ident $name:ident $known:tt $extra:ident) => {
        $object.keep($name, &mut $extra)?
    };
}

/// What a string enum is beside its variants: its values, and every way to write and read them.
#[doc(hidden)]
#[macro_export]
macro_rules! __asyncapi_string_enum {
    ($(#[$attribute:meta])* $name:ident [$count:literal] { $($variant:ident $value:literal,)* }) => {
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
        impl $crate::__private::Display for $name {
            fn fmt(&self, f: &mut $crate::__private::Formatter<'_>) -> $crate::__private::FmtResult {
                f.write_str(self.as_str())
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

        $(#[$attribute])*
        impl $crate::__private::Serialize for $name {
            fn serialize<S>(&self, serializer: S) -> $crate::__private::Result<S::Ok, S::Error>
            where
                S: $crate::__private::Serializer,
            {
                serializer.serialize_str(self.as_str())
            }
        }

        $(#[$attribute])*
        impl<'de> $crate::__private::Deserialize<'de> for $name {
            fn deserialize<D>(deserializer: D) -> $crate::__private::Result<Self, D::Error>
            where
                D: $crate::__private::Deserializer<'de>,
            {
                $crate::__private::read_from_str(deserializer)
            }
        }
    };
}
