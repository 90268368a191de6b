//! Text as a TOML file has it.

/// The text as a basic string of TOML, in its quotes and on one line: what a reader gets back is the text itself.
pub fn toml_text(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            control if control.is_control() => quoted.push_str(&format!("\\u{:04x}", u32::from(control))),
            plain => quoted.push(plain),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_read_back_as_it_was() {
        for text in
            ["", "plain: ė, − 50 %", "a\nb\tc\"d\\e'f", "\"\"\"", "\r\n\u{1b}[0m\0\u{7f}\u{85}", "\\u0041"]
        {
            let line = format!("x = {}", toml_text(text));
            let table = toml::de::DeTable::parse(&line).unwrap();
            assert_eq!(table.get_ref()["x"].get_ref().as_str(), Some(text), "{line}");
            assert_eq!(line.lines().count(), 1);
        }
        assert_eq!(toml_text("what was learnt"), "\"what was learnt\"");
    }
}
