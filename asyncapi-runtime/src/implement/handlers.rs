//! Handlers of a channel's messages.

/// What handlers are beside the methods for the messages of their channel: a new one, the methods for all other
/// messages and for errors, which are called as the document leaves it, and the way to the runtime's own.
///
/// ```text
/// Name (Message) on_other on_error
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __asyncapi_handlers {
    ($(#[$attribute:meta])* $name:ident ($message:ty) $on_other:ident $on_error:ident) => {
        $(#[$attribute])*
        impl $name {
            /// No functions: messages are ignored, errors are logged.
            pub fn new() -> Self {
                Self($crate::client::Handlers::new())
            }

            /// Calls `handler` with every message that has no function of its own; they are ignored by default.
            pub fn $on_other(
                self,
                handler: impl $crate::__private::FnMut($crate::Event<$message>) + $crate::__private::Send + 'static,
            ) -> Self {
                Self(self.0.on_other(handler))
            }

            /// Calls `handler` with every error; they are logged by default.
            pub fn $on_error(
                self,
                handler: impl $crate::__private::FnMut($crate::ListenError) + $crate::__private::Send + 'static,
            ) -> Self {
                Self(self.0.on_error(handler))
            }
        }

        $(#[$attribute])*
        impl $crate::__private::Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }

        $(#[$attribute])*
        impl $crate::__private::From<$name> for $crate::client::Handlers<$message> {
            fn from(handlers: $name) -> Self {
                handlers.0
            }
        }
    };
}
