//! Values as people write them elsewhere, and as TOML has them: what a remedy can name.

/// What a value was probably meant to be, with the reason: a decimal comma, a per cent sign, a date that begins with
/// its day.
pub fn slip(value: &str) -> Option<(String, &'static str)> {
    None.or_else(|| decimal_point(value).map(|right| (right, "decimal numbers have a point")))
        .or_else(|| day_first(value).map(|right| (right, "dates begin with their year")))
        .or_else(|| percent(value).map(|right| (right, "a share is a number without a sign")))
}

/// The number at the beginning of a text, and what comes behind it.
fn number(text: &str) -> (&str, &str) {
    let text = text.trim_start();
    let end = text.find(|c: char| !(c.is_ascii_digit() || "+-.".contains(c))).unwrap_or(text.len());
    text.split_at(end)
}

/// `50 %` as 0.5.
fn percent(value: &str) -> Option<String> {
    let (number, rest) = number(value);
    rest.trim_start().strip_prefix('%')?;
    let share = number.parse::<f64>().ok()? / 100.0;
    // Dividing leaves digits that nobody wrote.
    share.is_finite().then(|| format!("{share:.9}").trim_end_matches('0').trim_end_matches('.').to_string())
}

/// `13.12.2025` as 2025-12-13.
fn day_first(value: &str) -> Option<String> {
    let (date, _) = number(value);
    let parts: Vec<&str> = date.split('.').collect();
    let [day, month, year] = parts.as_slice() else { return None };
    let (day, month) = (day.parse().ok()?, month.parse().ok()?);
    let year = if year.len() == 4 { year.parse().ok()? } else { return None };
    jiff::civil::Date::new(year, month, day).ok().map(|date| date.to_string())
}

/// A number with a decimal comma at the beginning of a value, with a point instead.
pub fn decimal_point(value: &str) -> Option<String> {
    let value = value.trim_start();
    let end = value.find(|c: char| !(c.is_ascii_digit() || "+-,".contains(c))).unwrap_or(value.len());
    let (whole, part) = value[..end].trim_end_matches(',').split_once(',')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (digits(whole.trim_start_matches(['+', '-'])) && digits(part)).then(|| format!("{whole}.{part}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_elsewhere_are_known() {
        for (value, right) in [
            (" 59,5, unit", "59.5"),
            ("50 %", "0.5"),
            ("7%", "0.07"),
            ("-2.5 % # less", "-0.025"),
            ("100%", "1"),
            (" 13.12.2025", "2025-12-13"),
            ("1.2.2030 }", "2030-02-01"),
        ] {
            assert_eq!(slip(value).map(|(right, _)| right).as_deref(), Some(right), "{value}");
        }
        for value in ["1.5", "31.2.2025", "1.2.25", "%", "2025-12-13", "a %", "[1, 2]", "1.2.3"] {
            assert_eq!(slip(value), None, "{value}");
        }
    }
}
