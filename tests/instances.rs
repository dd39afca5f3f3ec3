//! Payloads of the shared corpus' messages: what is valid decodes, validates and encodes back to the same; what is
//! not is refused.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, missing_docs, reason = "a test")]

use std::collections::BTreeMap;
use std::fs;

use asyncapi_tests::{
    Case, Corpus, Crates, Difference, Module, Outcome, OverHttp, Runner, difference, expand,
};
use serde_json::Value;
use serde_json::value::RawValue;

/// Differences that are as they should be: the document's end, the message, and why.
const ARGUED: [(&str, &str, &str); 11] = [
    ("asyncapi-payload-types.json", "ArrayWithUniqueItems", "a set of strings: it has no order"),
    ("gitter-streaming-asyncapi.yml", "heartbeat", "valid against the wrapper of the schema, not the schema"),
    ("payload-no-channels.yaml", "SimpleObject", "D8: no channel uses it"),
    ("payload-no-channels.yaml", "SimpleObject2", "D8: no channel uses it"),
    ("slack-rtm-asyncapi.yml", "memberLeftChannel", "D8: no channel uses it"),
    ("oneof-asyncapi.yml", "testMessage*", "D8: no channel uses it"),
    ("newsware-docs/asyncapi/asyncapi.yaml", "ResponseOk", "O3: no message of the operation's channel"),
    ("newsware-docs/asyncapi/asyncapi.yaml", "ResponseError", "O3: no message of the operation's channel"),
    ("newsware-docs/asyncapi/asyncapi.yaml", "ResponseSubscriptionData", "O3: as before"),
    ("test/input/v3.yaml", "CopyTradingResponse", "`instFamily` is declared elsewhere"),
    ("test/input/v3.yaml", "OptionTradesResponse", "`instFamily` and `instType` are declared elsewhere"),
];

/// Options without which parts of a document cannot be generated: names that meet.
const OPTIONS: [(&str, &str); 3] = [
    (
        "3rg0n+wgrok/asyncapi.yaml",
        ", rename = {\"#/components/schemas/CardAttachment/properties/contentType\" = \"CardMediaType\"}",
    ),
    (
        "newsware-docs/asyncapi/asyncapi-v1.0.0.yaml",
        ", rename = {\"#/components/messages/News\" = \"NewsEvent\"}",
    ),
    ("Maliev.MessagingContracts/asyncapi/asyncapi.yaml", ", rename = {\"receipt/sent\" = \"sent_receipt\"}"),
];

/// Messages that the corpus names otherwise, or not at all: the document's end, the message, and its type.
const TYPES: [(&str, &str, &str); 25] = [
    ("scanner-webui/asyncapi.yaml", "", "WebhookActivity"),
    ("Syncterra/asyncapi.yaml", "", "LogMessage"),
    ("deepseek-asyncapi.yml", "", "ChatCompletionChunk"),
    ("elevenlabs-conversational-ai-asyncapi.yml", "", "ConversationInitiationMetadata"),
    ("elevenlabs-text-to-speech-streaming-asyncapi.yml", "", "AudioChunkEvent"),
    ("elevenlabs-webhooks-asyncapi.yml", "", "PostCallTranscriptionEvent"),
    ("mastodon-streaming.yml", "", "SubscribeControl"),
    ("perplexity-asyncapi.yml", "", "ChatCompletionRequest"),
    ("X-Plane-WebAPI-OpenAPI/asyncapi.json", "", "DatarefSubscribeValues"),
    ("DDD-EDA-TDD-skeleton/docs/asyncapi.yaml", "", "EventWasCreated"),
    ("order_service_async_v1.yaml", "", "OrderRequest"),
    ("can-translator/docs/asyncapi.yml", "publish.message", "Getclaimedaddress"),
    ("can-translator/docs/asyncapi.yml", "subscribe.message", "GetClaimedAddress"),
    ("http-reply-v3.yaml", "messageReadyForBroadcasting", "MessagesStream"),
    ("newsware-docs/asyncapi/asyncapi-v1.0.0.yaml", "News", "NewsEvent"),
    ("together-ai-asyncapi.yml", "", "ChatCompletionRequest"),
    ("test/input/v2.yaml", "accountBalanceMessage", "AccountBalance"),
    ("test/input/v2.yaml", "accountStatementMessage", "AccountStatement"),
    ("test/input/v2.yaml", "<anonymous-message-*>", "AccountBalancepublishRequest"),
    ("test/input/v3.yaml", "AlgoOrderRequest", "AlgoOrdersAlgoOrderRequest"),
    ("test/input/v3.yaml", "CandlestickRequest", "CandleStickCandlestickRequest"),
    ("test/input/v3.yaml", "CandlestickPushResponse", "CandleStickCandlestickPushResponse"),
    ("test/input/v3.yaml", "SpreadCancelRequest", "CancelOrderSpreadSpreadCancelRequest"),
    ("test/input/v3.yaml", "SpreadCancelResponse", "CancelOrderSpreadSpreadCancelResponse"),
    ("TickDB+tickdb-api-docs/asyncapi.json", "subscribeRequest", "TickerSubscribeRequest"),
];

/// Of so many instances at least this many are as expected.
const FLOOR: usize = 1365;

struct Instance {
    document: String,
    message: String,
    valid: bool,
    payload: String,
}

impl Instance {
    /// Whether it is of the message; `*` stands for a number.
    fn is(&self, document_end: &str, message: &str) -> bool {
        let digits = |c: char| c.is_ascii_digit();
        let same = match message.split_once('*') {
            Some((before, after)) => {
                self.message.strip_prefix(before).map(|rest| rest.trim_start_matches(digits)) == Some(after)
            }
            None => self.message == message,
        };
        self.document.ends_with(document_end) && same
    }
}

fn instances(corpus: &Corpus) -> Vec<Instance> {
    let text = fs::read_to_string(corpus.directory.join("instances.jsonl")).unwrap();
    let instance = |line: &str| {
        let line: BTreeMap<String, Box<RawValue>> = serde_json::from_str(line).unwrap();
        let field =
            |name: &str| serde_json::from_str::<Value>(line.get(name).map_or("null", |v| v.get())).unwrap();
        Instance {
            document: field("doc").as_str().unwrap().to_owned(),
            message: field("message").as_str().unwrap_or_default().to_owned(),
            valid: field("valid").as_bool().unwrap(),
            payload: line["payload"].get().to_owned(),
        }
    };
    text.lines().map(instance).collect()
}

/// The type of a message. The generator writes the message's name in Rust's way: the letters and digits stay.
fn type_of(instance: &Instance, module: &Module) -> Option<String> {
    let listed = TYPES.iter().find(|(end, message, _)| instance.is(end, message)).map(|(_, _, ty)| *ty);
    let letters = |name: &str| -> String {
        name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let exact = listed.unwrap_or(&instance.message);
    let wanted = letters(exact);
    let mut types = module.types.iter();
    types.clone().find(|ty| *ty == exact).or_else(|| types.find(|ty| letters(ty) == wanted)).cloned()
}

#[test]
fn instances_round_trip() {
    let Some(corpus) = Corpus::find() else { return };
    let instances = instances(&corpus);
    let mut modules: BTreeMap<&str, Module> = BTreeMap::new();
    let mut errors: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for instance in &instances {
        let document = instance.document.as_str();
        if !modules.contains_key(document) {
            let name = format!("i{:03}", modules.len());
            let options = OPTIONS.iter().find(|(end, _)| document.ends_with(end));
            let options = format!(", generate = [types]{}", options.map_or("", |(_, options)| options));
            let expanded = expand(&name, &corpus.directory, document, &options, &OverHttp { json: true });
            errors.insert(document, expanded.titles);
            modules.insert(document, expanded.module);
        }
    }
    let attributes = "#![allow(deprecated)]";
    let mut crates = Crates::new(
        env!("CARGO_TARGET_TMPDIR"),
        "instances",
        2,
        attributes,
        modules.values().cloned().collect(),
    );
    for refused in crates.refused(&["build", "--workspace"]) {
        println!("{}: does not compile\n{}", refused.module.about, refused.messages.join("\n"));
    }
    let case = |instance: &Instance| {
        let module = &modules[instance.document.as_str()];
        let ty = type_of(instance, module).unwrap_or_default();
        Case { module: module.name.clone(), ty, json: instance.payload.clone() }
    };
    let cases: Vec<_> = instances.iter().map(case).collect();
    let outcomes = Runner::build(&crates, &cases).run(&cases);

    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut unexplained = Vec::new();
    let mut good = 0;
    for (instance, outcome) in instances.iter().zip(&outcomes) {
        let module = &modules[instance.document.as_str()];
        let (count, problem) = judge(instance, outcome, module, &errors);
        let validity = if instance.valid { "valid" } else { "invalid" };
        let place = format!("{} ({validity}): `{}`", instance.document, instance.message);
        let argued = ARGUED.iter().find(|(end, message, _)| instance.is(end, message));
        match (&problem, argued) {
            (None, _) => good += 1,
            (Some(problem), Some((_, _, why))) => println!("{place}: {problem}: {why}"),
            (Some(problem), None) => {
                unexplained.push(format!("{place}: {problem}\n    {}", instance.payload));
            }
        }
        let argued = if problem.is_some() && argued.is_some() { ", argued" } else { "" };
        *counts.entry(format!("{validity}: {count}{argued}")).or_default() += 1;
    }
    for problem in &unexplained {
        println!("{problem}");
    }
    for (count, number) in counts {
        println!("{number:6} {count}");
    }
    println!("{good} of {} as expected", instances.len());
    assert!(good >= FLOOR, "fewer instances than ever are as expected");
    assert_eq!(unexplained.len(), 0, "instances are not as expected");
}

/// Under what an instance is counted, and what is wrong with it.
fn judge(
    instance: &Instance,
    outcome: &Outcome,
    module: &Module,
    errors: &BTreeMap<&str, Vec<String>>,
) -> (&'static str, Option<String>) {
    match (outcome, instance.valid) {
        (Outcome::NoType, _) => {
            let errors = &errors[instance.document.as_str()];
            if errors.is_empty() {
                ("no type", Some(format!("no type among {}", module.types.join(", "))))
            } else {
                ("no type, the document has errors", Some(errors.join("; ")))
            }
        }
        (Outcome::Crashed, _) => ("crashed", Some("the program ends".to_owned())),
        (Outcome::NotDecoded(why), true) => ("refused by decoding", Some(why.clone())),
        (Outcome::Invalid(why), true) => ("refused by validation", Some(why.clone())),
        (Outcome::NotDecoded(_), false) => ("refused by decoding", None),
        (Outcome::Invalid(_), false) => ("refused by validation", None),
        (Outcome::Accepted(encoded), false) => ("accepted", Some(format!("accepted as {encoded}"))),
        (Outcome::Accepted(encoded), true) => {
            came_back(&difference(&instance.payload, encoded), instance, module)
        }
    }
}

fn came_back(
    difference: &Difference,
    instance: &Instance,
    module: &Module,
) -> (&'static str, Option<String>) {
    let definition = type_of(instance, module).map(|ty| definition(&ty, &module.text)).unwrap_or_default();
    // A property that is declared has its name in the code: of the type itself, or of one of those inside it.
    let declared = |path: &&String| {
        let name = path.rsplit('/').next().unwrap_or_default();
        let code = if path.matches('/').count() == 1 { definition } else { &module.text };
        code.contains(&format!("{name:?}"))
    };
    let lost: Vec<_> = difference.lost.iter().filter(declared).collect();
    match () {
        () if !difference.changed.is_empty() => ("changed", Some(difference.changed.join("; "))),
        () if !lost.is_empty() => ("without a property", Some(format!("lost {lost:?}"))),
        () if !difference.lost.is_empty() => ("equal but for undeclared properties", None),
        () if !difference.rounded.is_empty() => ("equal but for single precision", None),
        () if !difference.added.is_empty() => ("equal but for defaults", None),
        () => ("equal", None),
    }
}

/// The code of a type with what is implemented for it: up to the next type.
fn definition<'a>(ty: &str, text: &'a str) -> &'a str {
    let alias = text.split(&format!("pub type {ty} = ")).nth(1).and_then(|rest| rest.split(';').next());
    let ty = alias.unwrap_or(ty);
    let heads = [format!("pub struct {ty} {{"), format!("pub enum {ty} {{")];
    let Some(start) = heads.iter().find_map(|head| text.find(head.as_str())) else { return text };
    let rest = &text[start + 1..];
    let end = ["\npub struct ", "\npub enum ", "\npub type "].iter().filter_map(|next| rest.find(next)).min();
    &rest[..end.unwrap_or(rest.len())]
}
