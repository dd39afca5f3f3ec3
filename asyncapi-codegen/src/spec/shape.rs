//! The vocabulary of the tables.

/// What a field may hold.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shape {
    Any,
    Text,
    TextOrNull,
    /// A string of a certain form.
    Format(Format),
    Flag,
    Number,
    /// One of these strings.
    Word(&'static [&'static str]),
    Object(&'static Object),
    /// The object, or a reference to one.
    ObjectOrRef(&'static Object),
    /// A list of objects whose `name`s differ.
    UniqueNames(&'static Object),
    /// One of these strings, each with the minor version that it came with.
    WordSince(&'static [(&'static str, u8)]),
    /// A reference to the object and nothing else (rule R2).
    Ref(&'static Object),
    Map(&'static Map),
    List(&'static Shape),
    /// A schema, a boolean, or a reference to a schema.
    Schema,
    /// A schema or, where it has `schemaFormat`, a multi format schema; or a reference to either.
    Payload,
    /// A 2.x payload: a schema where `schemaFormat` beside it is that of a schema.
    PayloadOfFormat,
    /// 2.x `message`: a message, a reference to one, or `oneOf` several.
    Messages(&'static Object),
    /// `type` of a schema: a type's name, or a list of them.
    SchemaType,
    /// `items` of a schema: a schema, or a list of them.
    SchemaItems,
}

/// What a string must look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// An absolute URI (rule D5).
    Uri,
    /// An e-mail address (rule D5).
    Email,
    /// A media type such as `application/json` (rules D9, M3).
    MediaType,
    /// `$message.header#/…` or `$message.payload#/…` (rules C8, O6, M6).
    RuntimeExpression,
}

/// Which names a map's keys may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keys {
    Any,
    /// `^[a-zA-Z0-9\.\-_]+$` (rule X9).
    Component,
    /// `^[A-Za-z0-9_\-]+$` (rules S1, C5).
    Word,
}

/// A rule that relates the fields of one object to one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    None,
    /// 2.x and 3.x servers: the variables of their URL (rule S3).
    ServerVariables,
    /// `default` among `enum` (rules S3, C7).
    DefaultInEnum,
    /// What each type of security scheme needs.
    SecurityScheme,
    /// What each OAuth flow needs.
    OauthFlows,
    /// `headers` describe an object (rule M1); examples fit (rule M5).
    Message,
    /// `discriminator`, `default`, keywords (rules X4, X5, X7).
    Schema,
    /// Bindings of protocols that matter to streams.
    ServerBindings,
    ChannelBindings,
    OperationBindings,
    MessageBindings,
}

/// An object with named fields. Closed but for `x-` extensions, unless `open` (rule D7).
#[derive(Debug)]
pub(crate) struct Object {
    /// How messages name it: "channel", "server variable".
    pub(crate) name: &'static str,
    pub(crate) fields: &'static [Field],
    pub(crate) open: bool,
    pub(crate) rule: Rule,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) shape: Shape,
    pub(crate) required: bool,
    /// The minor versions of the specification that have it.
    pub(crate) since: u8,
    pub(crate) until: u8,
}

impl Field {
    pub(crate) fn is_in(&self, minor: u8) -> bool {
        (self.since..=self.until).contains(&minor)
    }
}

/// An object whose keys are the author's.
#[derive(Debug)]
pub(crate) struct Map {
    pub(crate) value: Shape,
    pub(crate) keys: Keys,
}

impl Object {
    pub(crate) const fn closed(name: &'static str, fields: &'static [Field]) -> Self {
        Self { name, fields, open: false, rule: Rule::None }
    }

    pub(crate) const fn open(name: &'static str, fields: &'static [Field]) -> Self {
        Self { name, fields, open: true, rule: Rule::None }
    }

    pub(crate) const fn with(self, rule: Rule) -> Self {
        Self { rule, ..self }
    }

    pub(crate) fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// "a channel", "an operation", "an `x-sse` object".
    pub(crate) fn with_article(&self) -> String {
        let vowel = self.name.to_lowercase().starts_with(['a', 'e', 'i', 'o', 'u', '`']);
        format!("{} {}", if vowel { "an" } else { "a" }, self.name)
    }
}

/// A map from names that fit `$keys` to values that fit `$shape`.
macro_rules! map {
    ($shape:expr) => {
        map!($shape, Any)
    };
    ($shape:expr, $keys:ident) => {
        $crate::spec::Shape::Map(&$crate::spec::shape::Map {
            value: $shape,
            keys: $crate::spec::shape::Keys::$keys,
        })
    };
}
pub(super) use map;

pub(super) const fn required(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, required: true, since: 0, until: u8::MAX }
}

pub(super) const fn optional(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, required: false, since: 0, until: u8::MAX }
}

/// A field that came with a minor version.
pub(super) const fn since(minor: u8, field: Field) -> Field {
    Field { since: minor, ..field }
}

/// A field that a later minor version dropped.
pub(super) const fn until(minor: u8, field: Field) -> Field {
    Field { until: minor, ..field }
}
