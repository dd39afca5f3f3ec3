//! Servers of the document.

/// What a server is beside its struct: its URL, and the options to listen there.
///
/// ```text
/// Name "key" ["https" "{region}.example.com" "/v1"] { region "region", }
/// ```
///
/// A field is a string or a string enum. The word `default` at the end says that `new` takes no arguments.
#[doc(hidden)]
#[macro_export]
macro_rules! __asyncapi_server {
    (
        $name:ident $key:literal [$scheme:literal $host:literal $path:literal]
        { $($field:ident $variable:literal,)* } default
    ) => {
        impl $crate::__private::Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }

        $crate::__asyncapi_server!($name $key [$scheme $host $path] { $($field $variable,)* });
    };
    (
        $name:ident $key:literal [$scheme:literal $host:literal $path:literal]
        { $($field:ident $variable:literal,)* }
    ) => {
        impl $name {
            /// The URL, with the variables filled in. What cannot stand there is percent-encoded; as options it is an
            /// error.
            #[must_use]
            pub fn url(&self) -> $crate::__private::String {
                $crate::__private::ToString::to_string(self)
            }
        }

        impl $crate::__private::Display for $name {
            fn fmt(&self, f: &mut $crate::__private::Formatter<'_>) -> $crate::__private::FmtResult {
                $crate::__private::Display::fmt(
                    &$crate::__private::ServerUrl::new(
                        $key,
                        [$scheme, $host, $path],
                        &[$(($variable, self.$field.as_str()),)*],
                    ),
                    f,
                )
            }
        }

        impl $crate::__private::From<$name> for $crate::ListenOptions {
            fn from(server: $name) -> Self {
                let _ = &server;
                $crate::__private::From::from($crate::__private::ServerUrl::new(
                    $key,
                    [$scheme, $host, $path],
                    &[$(($variable, server.$field.as_str()),)*],
                ))
            }
        }
    };
}
