//! The types and checks as a careful person writes them.

use serde::{Deserialize, Serialize};

/// An order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Order {
    pub id: String,
    pub number: String,
    pub status: Status,
    pub customer: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    pub created_at: String,
    pub quantity: u64,
    pub total_cents: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discount: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gift_wrapped: Option<bool>,
    pub address: Address,
    pub items: Vec<Item>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Placed,
    Paid,
    Shipped,
    Delivered,
    Cancelled,
}

/// Where it goes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Address {
    pub street: String,
    pub city: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    pub country: String,
}

/// What is in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    pub sku: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    pub quantity: u64,
    pub unit_cents: u64,
}

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Wrong {
    pub place: String,
    pub what: String,
}

impl Order {
    /// # Errors
    /// Everything that is wrong.
    pub fn validate(&self) -> Result<(), Vec<Wrong>> {
        let mut wrong = Vec::new();
        if !is_uuid(&self.id) {
            report(&mut wrong, "/id", "no UUID");
        }
        length(&self.number, 3, 20, "/number", &mut wrong);
        length(&self.customer, 1, 100, "/customer", &mut wrong);
        if let Some(email) = &self.email {
            if !is_email(email) {
                report(&mut wrong, "/email", "no e-mail address");
            }
            length(email, 0, 254, "/email", &mut wrong);
        }
        if !is_date_time(&self.created_at) {
            report(&mut wrong, "/createdAt", "no date and time");
        }
        if !(1..=1000).contains(&self.quantity) {
            report(&mut wrong, "/quantity", "not from 1 to 1000");
        }
        if self.discount.is_some_and(|discount| !(0.0..1.0).contains(&discount)) {
            report(&mut wrong, "/discount", "not from 0 to 1");
        }
        if let Some(note) = &self.note {
            length(note, 0, 500, "/note", &mut wrong);
        }
        self.address.check(&mut wrong);
        if self.items.is_empty() || self.items.len() > 100 {
            report(&mut wrong, "/items", "not 1 to 100");
        }
        for (index, item) in self.items.iter().enumerate() {
            item.check(index, &mut wrong);
        }
        if let Some(tags) = &self.tags {
            if tags.len() > 16 {
                report(&mut wrong, "/tags", "more than 16");
            }
            for tag in tags {
                length(tag, 1, 32, "/tags", &mut wrong);
            }
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong) }
    }
}

impl Address {
    fn check(&self, wrong: &mut Vec<Wrong>) {
        length(&self.street, 1, 200, "/address/street", wrong);
        length(&self.city, 1, 100, "/address/city", wrong);
        if let Some(code) = &self.postal_code {
            length(code, 0, 10, "/address/postalCode", wrong);
        }
        length(&self.country, 2, 2, "/address/country", wrong);
    }
}

impl Item {
    fn check(&self, index: usize, wrong: &mut Vec<Wrong>) {
        length(&self.sku, 4, 32, "/items/sku", wrong);
        if let Some(title) = &self.title {
            length(title, 0, 200, "/items/title", wrong);
        }
        if !(1..=99).contains(&self.quantity) {
            report(wrong, &format!("/items/{index}/quantity"), "not from 1 to 99");
        }
    }
}

fn length(text: &str, least: usize, most: usize, place: &str, wrong: &mut Vec<Wrong>) {
    let characters = text.chars().count();
    if characters < least || characters > most {
        report(wrong, place, &format!("not {least} to {most} characters"));
    }
}

#[cold]
fn report(wrong: &mut Vec<Wrong>, place: &str, what: &str) {
    wrong.push(Wrong { place: place.to_owned(), what: what.to_owned() });
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let atom = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte))
    };
    let label = |part: &str| {
        !part.is_empty()
            && part.len() < 64
            && !part.starts_with('-')
            && !part.ends_with('-')
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    local.len() <= 64 && local.split('.').all(atom) && domain.len() < 254 && domain.split('.').all(label)
}

fn is_date_time(text: &str) -> bool {
    let number = |range: std::ops::Range<usize>| -> Option<u32> {
        let digits = text.get(range)?;
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
    };
    let bytes = text.as_bytes();
    let is = |at: usize, byte: u8| bytes.get(at).is_some_and(|found| found.eq_ignore_ascii_case(&byte));
    let separated = is(4, b'-') && is(7, b'-') && is(10, b't') && is(13, b':') && is(16, b':');
    let (Some(year), Some(month), Some(day)) = (number(0..4), number(5..7), number(8..10)) else {
        return false;
    };
    let (Some(hour), Some(minute), Some(second)) = (number(11..13), number(14..16), number(17..19)) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        _ => 31,
    };
    let mut rest = &text[19..];
    if let Some(fraction) = rest.strip_prefix('.') {
        rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
        if rest.len() == fraction.len() {
            return false;
        }
    }
    let zone = match rest.as_bytes() {
        [b'Z' | b'z'] => true,
        [b'+' | b'-', hours @ .., b':', _, _] => {
            let digits = |text: &[u8]| text.iter().all(u8::is_ascii_digit);
            hours.len() == 2 && digits(hours) && digits(&rest.as_bytes()[4..]) && hours <= b"23".as_slice()
        }
        _ => false,
    };
    let leap_second = second == 60 && hour == 23 && minute == 59;
    separated
        && (1..=12).contains(&month)
        && (1..=days).contains(&day)
        && hour < 24
        && minute < 60
        && (second < 60 || leap_second)
        && zone
}
