//! Headers as the macro writes them.

use asyncapi_runtime::__private::{At, HeaderKind, Num, extract_headers, maximum, min_length};
use asyncapi_runtime::{HeaderError, MessageHeaders, Validate, Violations};
use axum::extract::FromRequestParts;
use http::request::Parts;
use serde::{Deserialize, Serialize};

/// A header of each kind.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct SignupHeaders {
    #[serde(rename = "X-Tenant")]
    pub(crate) tenant: String,
    #[serde(rename = "x-plan", default, skip_serializing_if = "Option::is_none")]
    pub(crate) plan: Option<Plan>,
    #[serde(rename = "x-page", default, skip_serializing_if = "Option::is_none")]
    pub(crate) page: Option<i64>,
    // Written as null where it is none.
    #[serde(rename = "x-ratio")]
    pub(crate) ratio: Option<f64>,
    #[serde(rename = "x-dry-run", default, skip_serializing_if = "Option::is_none")]
    pub(crate) dry_run: Option<bool>,
    #[serde(rename = "x-tags", default, skip_serializing_if = "Option::is_none")]
    pub(crate) tags: Option<Vec<String>>,
    #[serde(rename = "Authorization", default, skip_serializing_if = "Option::is_none")]
    pub(crate) authorization: Option<Scheme>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Plan {
    Free,
    Paid,
}

/// At least ten characters; those that start with `serde` are refused by the type itself, which quotes them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Scheme(pub(crate) String);

impl TryFrom<String> for Scheme {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if text.starts_with("serde") { Err(format!("{text} is refused")) } else { Ok(Self(text)) }
    }
}

impl Validate for SignupHeaders {
    fn check(&self, at: &At<'_>, out: &mut Violations) {
        min_length(&self.tenant, 2, &at.property("X-Tenant"), out);
        if let Some(page) = &self.page {
            maximum(page, Num::I(100), &at.property("x-page"), out);
        }
        if let Some(tags) = &self.tags {
            let at = at.property("x-tags");
            for (index, tag) in tags.iter().enumerate() {
                min_length(tag, 1, &at.item(index), out);
            }
        }
        if let Some(Scheme(scheme)) = &self.authorization {
            min_length(scheme, 10, &at.property("Authorization"), out);
        }
    }
}

impl MessageHeaders for SignupHeaders {
    const NAMES: &'static [(&'static str, HeaderKind)] = &[
        ("X-Tenant", HeaderKind::Text),
        ("x-plan", HeaderKind::Text),
        ("x-page", HeaderKind::Integer),
        ("x-ratio", HeaderKind::Number),
        ("x-dry-run", HeaderKind::Boolean),
        ("x-tags", HeaderKind::Json),
        ("Authorization", HeaderKind::Text),
    ];
}

impl<S: Send + Sync> FromRequestParts<S> for SignupHeaders {
    type Rejection = HeaderError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, HeaderError> {
        extract_headers(parts, state).await
    }
}

/// The headers of one tenant.
pub(crate) fn tenant(tenant: &str) -> SignupHeaders {
    SignupHeaders { tenant: tenant.to_owned(), ..SignupHeaders::default() }
}

/// Every header.
pub(crate) fn full() -> SignupHeaders {
    SignupHeaders {
        tenant: "Ærø, \"7\"; a=b".to_owned(),
        plan: Some(Plan::Paid),
        page: Some(-9_007_199_254_740_993),
        ratio: Some(0.1),
        dry_run: Some(false),
        tags: Some(vec!["a, b".to_owned(), "é\n\"".to_owned()]),
        authorization: Some(Scheme("Bearer 12345".to_owned())),
    }
}

/// Any header there is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Any(pub(crate) serde_json::Map<String, serde_json::Value>);

impl Any {
    pub(crate) fn of(name: &str, value: impl Into<serde_json::Value>) -> Self {
        Self([(name.to_owned(), value.into())].into_iter().collect())
    }
}

impl Validate for Any {
    fn check(&self, _: &At<'_>, _: &mut Violations) {}
}

impl MessageHeaders for Any {
    const NAMES: &'static [(&'static str, HeaderKind)] = &[
        ("text", HeaderKind::Text),
        ("integer", HeaderKind::Integer),
        ("number", HeaderKind::Number),
        ("boolean", HeaderKind::Boolean),
        ("json", HeaderKind::Json),
        ("cookie", HeaderKind::Text),
        ("no name", HeaderKind::Text),
    ];
}
