use anstyle::Style;
use comfy_table::{
    Attribute, Cell as TableCell, Color, ColumnConstraint, ContentArrangement, Table, presets,
};

use super::width::{Width, columns_of};
use super::wrapped::wrapped;
use super::{BAD, GOOD, QUIET, STRONG, WORD, indent, paint};

/// The columns of padding around a cell's text.
const PADDING: usize = 2;

/// The widest column of a table may break words, but not into less than this.
const LEAST: usize = 24;

/// A cell of a table: a text in one style.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    text: String,
    style: Style,
}

/// A cell of plain text.
pub(crate) fn plain(text: impl ToString) -> Cell {
    styled(Style::new(), text)
}

/// A cell with a word of AWS: an id, a key, a type.
pub(crate) fn word(text: impl ToString) -> Cell {
    styled(WORD, text)
}

/// A cell to look something up in, not to read first.
pub(crate) fn quiet(text: impl ToString) -> Cell {
    styled(QUIET, text)
}

/// A cell with the mark of a check.
pub(crate) fn tick(holds: bool) -> Cell {
    if holds {
        styled(GOOD, "✔")
    } else {
        styled(BAD, "✘")
    }
}

fn styled(style: Style, text: impl ToString) -> Cell {
    Cell {
        text: text.to_string(),
        style,
    }
}

/// A table with light rules. Where the columns do not fit next to each other, each row is a block of
/// lines, a cell a line.
pub(crate) fn table<R: IntoIterator<Item = Cell>>(
    header: &[&str],
    rows: impl IntoIterator<Item = R>,
    width: Width,
) -> String {
    let rows: Vec<Vec<Cell>> = rows
        .into_iter()
        .map(|row| row.into_iter().collect())
        .collect();
    let columns = Columns::of(header, &rows);
    let least = columns.least();
    if width.holds(total(&columns.natural)) {
        ruled(header, &rows, None)
    } else if width.holds(total(&least)) {
        ruled(header, &rows, width.limit().map(|limit| (limit, least)))
    } else {
        blocks(header, &rows, width)
    }
}

/// The widths that the columns of a table want.
struct Columns {
    /// Each text on one line.
    natural: Vec<usize>,
    /// Each word on one line.
    words: Vec<usize>,
}

impl Columns {
    fn of(header: &[&str], rows: &[Vec<Cell>]) -> Self {
        let texts = |column: usize| {
            let cells = rows.iter().filter_map(move |row| row.get(column));
            let texts = cells.map(|cell| cell.text.as_str());
            texts.chain(header.get(column).copied())
        };
        let widest = |text: &str| text.split_whitespace().map(columns_of).max().unwrap_or(0);
        let all = 0..header.len();
        Self {
            natural: all
                .clone()
                .map(|column| texts(column).map(columns_of).max().unwrap_or(0))
                .collect(),
            words: all
                .map(|column| texts(column).map(widest).max().unwrap_or(0))
                .collect(),
        }
    }

    /// The least widths with which the table is still a table: only the widest column breaks words.
    fn least(&self) -> Vec<usize> {
        let mut least = self.words.clone();
        if let Some(widest) = least.iter_mut().max() {
            *widest = LEAST.min(*widest);
        }
        least
    }
}

fn total(columns: &[usize]) -> usize {
    columns.iter().map(|column| column + PADDING).sum()
}

/// The rows under a header, in so many columns.
fn ruled(header: &[&str], rows: &[Vec<Cell>], limit: Option<(usize, Vec<usize>)>) -> String {
    let mut style = presets::UTF8_HORIZONTAL_ONLY;
    style.row_separator = Default::default();
    let mut table = Table::new();
    table
        .load_style(style)
        // Colours are always in the text. The stream takes them out where they do not belong.
        .enforce_styling()
        .set_header(header.iter().map(|text| cell(&quiet(text))));
    for row in rows {
        table.add_row(row.iter().map(cell));
    }
    if let Some((limit, least)) = limit {
        let limit = u16::try_from(limit).unwrap_or(u16::MAX);
        table
            .set_width(limit)
            .set_content_arrangement(ContentArrangement::Dynamic);
        for (column, least) in table.column_iter_mut().zip(least) {
            let least = u16::try_from(least + PADDING).unwrap_or(u16::MAX);
            column.set_constraint(ColumnConstraint::LowerBoundary(comfy_table::Width::Fixed(
                least,
            )));
        }
    }
    table.to_string()
}

fn cell(cell: &Cell) -> TableCell {
    let shown = TableCell::new(&cell.text);
    match cell.style {
        WORD => shown.fg(Color::DarkCyan),
        QUIET => shown.add_attribute(Attribute::Dim),
        GOOD => shown.fg(Color::DarkGreen),
        BAD => shown.fg(Color::DarkRed),
        _ => shown,
    }
}

/// A block for each row: its first text, and below it the others under their headers.
fn blocks(header: &[&str], rows: &[Vec<Cell>], width: Width) -> String {
    let mut text = String::new();
    for row in rows {
        let cells = header.iter().zip(row);
        let mut cells = cells.filter(|(_, cell)| !cell.text.is_empty());
        if let Some((_, first)) = cells.next() {
            let style = if first.style == Style::new() {
                STRONG
            } else {
                first.style
            };
            text.push_str(&wrapped(&paint(style, &first.text), width, 2));
            text.push('\n');
        }
        for (name, cell) in cells {
            let shown = paint(cell.style, &cell.text);
            let line = match *name {
                "" => shown,
                name => format!("{} {shown}", paint(QUIET, format_args!("{name}:"))),
            };
            text.push_str(&indent(&wrapped(&line, width.less(2), 2), 2));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: [&str; 3] = ["key", "bytes", "file"];

    fn shown(columns: usize) -> String {
        let key = "rolepair/pair-account-0123456789abcdef.zip";
        let row = || [word(key), plain("12"), quiet("made of the configuration")];
        let table = table(&HEADER, [row(), row()], Width::columns(columns));
        anstream::adapter::strip_str(&table).to_string()
    }

    fn widest(text: &str) -> usize {
        text.lines().map(columns_of).max().unwrap()
    }

    #[test]
    fn a_table_that_fits_is_not_broken() {
        let text = shown(78);
        assert!(
            text.contains("abcdef.zip   12      made of the configuration"),
            "{text}"
        );
        assert_eq!(text.lines().count(), 5 + 1, "{text}");
    }

    #[test]
    fn in_a_narrower_terminal_texts_are_broken_and_then_the_widest_words() {
        for columns in [70, 60, 50] {
            let text = shown(columns);
            assert!(widest(&text) <= columns, "{text}");
            assert!(text.contains("key") && text.contains('─'), "{text}");
        }
    }

    #[test]
    fn in_a_narrow_terminal_a_row_is_a_block() {
        let text = shown(40);
        let block = "rolepair/pair-account-0123456789abcdef.zip\n  bytes: 12\n  \
                     file: made of the configuration\n";
        assert_eq!(text, block.repeat(2));
    }
}
