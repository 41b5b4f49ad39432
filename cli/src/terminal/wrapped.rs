use super::width::{Width, columns_of};

/// The text with line breaks between its words, so that each line fits. A word that is too long stays
/// whole. A line after a break begins `hang` columns further to the right.
pub(crate) fn wrapped(text: &str, width: Width, hang: usize) -> String {
    let lines = text.lines().map(|line| wrapped_line(line, width, hang));
    lines.collect::<Vec<_>>().join("\n")
}

fn wrapped_line(line: &str, width: Width, hang: usize) -> String {
    if width.holds(columns_of(line)) {
        return line.to_owned();
    }
    let mut text = String::new();
    let (mut column, mut spaces) = (0, 0);
    for (index, word) in line.split(' ').enumerate() {
        spaces += usize::from(index > 0);
        if word.is_empty() {
            continue;
        }
        let columns = columns_of(word);
        if column > 0 && !width.holds(column + spaces + columns) {
            text.push('\n');
            (column, spaces) = (0, hang);
        }
        text.push_str(&" ".repeat(spaces));
        text.push_str(word);
        column += spaces + columns;
        spaces = 0;
    }
    text
}

/// The text with a margin on the left.
pub(crate) fn indent(text: &str, columns: usize) -> String {
    let margin = " ".repeat(columns);
    text.lines()
        .map(|line| format!("{margin}{line}\n"))
        .collect()
}

/// The text with line breaks in the words that are too long, after a mark like `/` if there is one.
pub(super) fn folded(text: &str, columns: usize) -> String {
    let words = text.split(' ').map(|word| {
        if columns_of(word) <= columns {
            word.to_owned()
        } else {
            folded_word(word, columns)
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

fn folded_word(word: &str, columns: usize) -> String {
    let mut lines = vec![String::new()];
    let mut add = |piece: &str| match lines.last_mut() {
        Some(line) if columns_of(line) + columns_of(piece) <= columns => line.push_str(piece),
        _ => lines.push(piece.to_owned()),
    };
    for part in word.split_inclusive(['/', '-', ',', ':']) {
        if columns_of(part) <= columns {
            add(part);
        } else {
            part.chars().for_each(|c| add(c.encode_utf8(&mut [0; 4])));
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terminal::style::{BAD, paint};

    #[test]
    fn a_text_is_broken_between_words_only() {
        let wrapped = |text, columns| wrapped(text, Width::columns(columns), 0);
        assert_eq!(wrapped("a bb ccccccc d", 4), "a bb\nccccccc\nd");
        assert_eq!(wrapped("a  bb  ccc", 5), "a  bb\nccc");
        assert_eq!(wrapped("", 4), "");
    }

    #[test]
    fn a_broken_line_goes_on_to_the_right_of_its_beginning() {
        let text = wrapped("one two three\nfour", Width::columns(9), 2);
        assert_eq!(text, "one two\n  three\nfour");
    }

    #[test]
    fn colours_take_no_columns() {
        let text = format!("{} two", paint(BAD, "one"));
        assert_eq!(wrapped(&text, Width::columns(7), 2), text);
        assert!(wrapped(&text, Width::columns(6), 2).contains("\n  two"));
    }

    #[test]
    fn a_long_word_is_folded_after_a_mark() {
        assert_eq!(folded("rolepair/0.1.0/zip", 9), "rolepair/\n0.1.0/zip");
        assert_eq!(folded("a abcdefgh", 4), "a abcd\nefgh");
    }

    #[test]
    fn without_a_limit_nothing_is_broken() {
        let text = "word ".repeat(100);
        assert_eq!(wrapped(&text, Width::UNLIMITED, 2), text);
    }
}
