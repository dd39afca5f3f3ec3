//! The types as a person writes them: serde's derives and no validation.

use std::fmt::Write as _;

use super::model::{Kind, Schema};

pub(super) fn types(schemas: &[Schema]) -> String {
    let mut text = String::from("//! Types by hand.\n\nuse serde::{Deserialize, Serialize};\n");
    for schema in schemas {
        let mut choices = String::new();
        let _ = write!(
            text,
            "\n/// {}, as it is stored.\n#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]\n\
             #[serde(rename_all = \"camelCase\")]\npub struct {} {{\n",
            schema.name, schema.name
        );
        for field in &schema.fields {
            let ty = match &field.kind {
                Kind::Text | Kind::Id | Kind::Time => "String".to_owned(),
                Kind::Integer => "i64".to_owned(),
                Kind::Count => "i32".to_owned(),
                Kind::Number => "f64".to_owned(),
                Kind::Flag => "bool".to_owned(),
                Kind::Texts => "Vec<String>".to_owned(),
                Kind::Nested(to) => schemas[*to].name.clone(),
                Kind::NestedList(to) => format!("Vec<{}>", schemas[*to].name),
                Kind::Choice(values) => {
                    let name = format!("{}{}", schema.name, pascal(&field.name));
                    choices.push_str(&choice(&name, values));
                    name
                }
            };
            let _ = writeln!(text, "    /// The {}.", field.name.replace('_', " "));
            let ty = if field.required {
                ty
            } else {
                text.push_str("    #[serde(skip_serializing_if = \"Option::is_none\")]\n");
                format!("Option<{ty}>")
            };
            let _ = writeln!(text, "    pub {}: {ty},", field.name);
        }
        text.push_str("}\n");
        text.push_str(&choices);
    }
    text
}

fn choice(name: &str, values: &[String]) -> String {
    let variants = values.iter().fold(String::new(), |text, value| {
        let variant = pascal(value);
        text + "    /// `" + value + "`.\n    " + &variant + ",\n"
    });
    format!(
        "\n/// One of a few.\n#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]\n\
         #[serde(rename_all = \"snake_case\")]\npub enum {name} {{\n{variants}}}\n"
    )
}

fn pascal(name: &str) -> String {
    let word = |word: &str| {
        let (head, tail) = word.split_at(1);
        head.to_uppercase() + tail
    };
    name.split('_').map(word).collect()
}
