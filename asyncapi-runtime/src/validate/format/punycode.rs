//! Punycode (RFC 3492): labels of names in any script, in ASCII.

/// The characters of a label, on the stack.
#[derive(Debug)]
pub(super) struct Label {
    chars: [char; Label::MOST],
    len: usize,
}

const BASE: u32 = 36;
const T_MIN: u32 = 1;
const T_MAX: u32 = 26;
const INITIAL_BIAS: u32 = 72;
const INITIAL_N: u32 = 128;

impl Label {
    /// What Punycode of 59 characters cannot exceed.
    const MOST: usize = 64;

    const EMPTY: Self = Self { chars: ['\0'; Self::MOST], len: 0 };

    /// A label as it is; none if it is too long for its Punycode to be short enough.
    pub(super) fn new(text: &str) -> Option<Self> {
        let mut label = Self::EMPTY;
        text.chars().try_for_each(|character| label.insert(label.len, character))?;
        Some(label)
    }

    /// The label that is encoded, without the tag.
    pub(super) fn decode(text: &str) -> Option<Self> {
        let mut label = Self::EMPTY;
        let encoded = match text.rsplit_once('-') {
            Some((basic, encoded)) => {
                basic.chars().try_for_each(|character| label.insert(label.len, character))?;
                encoded
            }
            None => text,
        };
        let (mut n, mut i, mut bias) = (INITIAL_N, 0_u32, INITIAL_BIAS);
        let mut digits = encoded.chars();
        while !digits.as_str().is_empty() {
            let (before, mut weight) = (i, 1_u32);
            let mut k = BASE;
            loop {
                let digit = match digits.next()?.to_ascii_lowercase() {
                    letter @ 'a'..='z' => u32::from(letter) - u32::from('a'),
                    other => other.to_digit(10)? + 26,
                };
                i = i.checked_add(digit.checked_mul(weight)?)?;
                let t = threshold(k, bias);
                if digit < t {
                    break;
                }
                weight = weight.checked_mul(BASE - t)?;
                k += BASE;
            }
            let len = u32::try_from(label.len).ok()? + 1;
            bias = adapt(i - before, len, before == 0);
            n = n.checked_add(i / len)?;
            i %= len;
            label.insert(usize::try_from(i).ok()?, char::from_u32(n)?)?;
            i += 1;
        }
        Some(label)
    }

    /// How long the label is in Punycode, without the tag.
    pub(super) fn encoded_len(&self) -> Option<usize> {
        let basic = self.chars().iter().filter(|character| character.is_ascii()).count();
        let mut length = if basic > 0 { basic + 1 } else { 0 };
        let (mut n, mut delta, mut bias) = (INITIAL_N, 0_u32, INITIAL_BIAS);
        let mut handled = u32::try_from(basic).ok()?;
        loop {
            let rest = self.chars().iter().map(|&character| u32::from(character));
            let Some(next) = rest.clone().filter(|&character| character >= n).min() else {
                return Some(length);
            };
            delta = delta.checked_add((next - n).checked_mul(handled + 1)?)?;
            n = next;
            for character in rest {
                if character < n {
                    delta += 1;
                }
                if character == n {
                    let (mut q, mut k) = (delta, BASE);
                    length += 1;
                    while q >= threshold(k, bias) {
                        let t = threshold(k, bias);
                        q = (q - t) / (BASE - t);
                        k += BASE;
                        length += 1;
                    }
                    bias = adapt(delta, handled + 1, handled as usize == basic);
                    delta = 0;
                    handled += 1;
                }
            }
            delta += 1;
            n += 1;
        }
    }

    pub(super) fn chars(&self) -> &[char] {
        &self.chars[..self.len]
    }

    fn insert(&mut self, at: usize, character: char) -> Option<()> {
        if self.len == Self::MOST {
            return None;
        }
        self.chars.copy_within(at..self.len, at + 1);
        self.chars[at] = character;
        self.len += 1;
        Some(())
    }
}

fn threshold(k: u32, bias: u32) -> u32 {
    k.saturating_sub(bias).clamp(T_MIN, T_MAX)
}

fn adapt(delta: u32, len: u32, first: bool) -> u32 {
    let mut delta = if first { delta / 700 } else { delta / 2 };
    delta += delta / len;
    let mut k = 0;
    while delta > (BASE - T_MIN) * T_MAX / 2 {
        delta /= BASE - T_MIN;
        k += BASE;
    }
    k + (BASE - T_MIN + 1) * delta / (delta + 38)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(text: &str) -> Option<String> {
        Label::decode(text).map(|label| label.chars().iter().collect())
    }

    /// The samples of RFC 3492, section 7.1, that are short enough for a label.
    const SAMPLES: [(&str, &str); 9] = [
        ("他们为什么不说中文", "ihqwcrb4cv8a8dqg056pqjye"),
        ("他們爲什麽不說中文", "ihqwctvzc91f659drss3x8bo0yb"),
        ("למההםפשוטלאמדבריםעברית", "4dbcagdahymbxekheh6e0a7fei0b"),
        ("почемужеонинеговорятпорусски", "b1abfaaepdrnnbgefbadotcwatmq2g4l"),
        ("3年b組金八先生", "3b-ww4c5e180e575a65lsy2b"),
        ("安室奈美恵-with-super-monkeys", "-with-super-monkeys-pc58ag80a8qai00g7n9n"),
        ("ひとつ屋根の下2", "2-u9tlzr9756bt3uc0v"),
        ("パフィーdeルンバ", "de-jg4avhby1noc0d"),
        ("そのスピードで", "d9juau41awczczp"),
    ];

    #[test]
    fn punycode() {
        for (text, encoded) in SAMPLES {
            assert_eq!(decoded(encoded).as_deref(), Some(text));
            assert_eq!(
                decoded(&encoded.to_ascii_uppercase()).map(|text| text.to_lowercase()).as_deref(),
                Some(text)
            );
            assert_eq!(Label::new(text).unwrap().encoded_len(), Some(encoded.len()));
        }
        for text in ["X", "é", "99999999", "kva!", "a-b_", "zzzzzzzzzzzzzzzzz"] {
            assert_eq!(decoded(text), None, "{text}");
        }
    }
}
