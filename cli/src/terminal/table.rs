use anstyle::Style;
use comfy_table::{
    Attribute, Cell as TableCell, Color, ColumnConstraint, ContentArrangement, Table, presets,
};

use super::style::{BAD, GOOD, QUIET, STRONG, WORD, paint};
use super::width::{Width, columns_of};
use super::wrapped::{folded, indent, wrapped};

/// The columns to the right of a cell's text: a space, and the separator.
const PADDING: usize = 2;

/// The columns of a mark in front of a text.
const MARK: usize = 2;

/// The indentation of further lines in a block.
const HANG: usize = 2;

/// The column with the longest words may break them, but not into less than this.
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
    match width.limit() {
        Some(limit) if limit < total(&columns.natural) => match columns.fitted(limit) {
            Some(least) => {
                let rows: Vec<_> = rows.iter().map(|row| row_in(row, &least)).collect();
                ruled(header, &rows, Some((limit, &least)))
            }
            None => blocks(header, &rows, width),
        },
        _ => ruled(header, &rows, None),
    }
}

/// The row with line breaks in words that are too long for their columns.
fn row_in(row: &[Cell], columns: &[usize]) -> Vec<Cell> {
    let cells = row.iter().zip(columns);
    let broken = cells.map(|(cell, columns)| styled(cell.style, folded(&cell.text, *columns)));
    broken.collect()
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

    /// The least widths with which the table fits and can be read: only one column breaks its words.
    fn fitted(&self, limit: usize) -> Option<Vec<usize>> {
        let mut least = self.words.clone();
        let excess = total(&least).saturating_sub(limit);
        let widest = least.iter_mut().max()?;
        let narrowed = widest.saturating_sub(excess);
        if narrowed < LEAST.min(*widest) {
            return None;
        }
        *widest = narrowed;
        Some(least)
    }
}

fn total(columns: &[usize]) -> usize {
    let columns = columns.iter().map(|column| column + PADDING);
    columns.sum::<usize>().saturating_sub(1)
}

/// The rows under a header. With a limit, the columns have these least widths.
fn ruled(header: &[&str], rows: &[Vec<Cell>], limit: Option<(usize, &[usize])>) -> String {
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
    for column in table.column_iter_mut() {
        column.set_padding((0, 1));
    }
    if let Some((limit, least)) = limit {
        let limit = u16::try_from(limit).unwrap_or(u16::MAX);
        table
            .set_width(limit)
            .set_content_arrangement(ContentArrangement::Dynamic);
        for (column, least) in table.column_iter_mut().zip(least) {
            let least = u16::try_from(least + 1).unwrap_or(u16::MAX);
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

/// A block for each row: its first text, and below it the others under their headers. A mark is in
/// front of the first text.
fn blocks(header: &[&str], rows: &[Vec<Cell>], width: Width) -> String {
    let blocks = rows.iter().map(|row| block(header, row, width));
    blocks.collect()
}

fn block(header: &[&str], row: &[Cell], width: Width) -> String {
    let cells = header.iter().zip(row);
    let mut cells = cells.filter(|(_, cell)| !cell.text.is_empty());
    let mut title = Vec::new();
    for (_, cell) in cells.by_ref() {
        let is_plain = cell.style == Style::new();
        let style = if is_plain { STRONG } else { cell.style };
        title.push(paint(style, &cell.text));
        if columns_of(&cell.text) > MARK {
            break;
        }
    }
    let mut text = hung(&title.join(" "), width);
    for (name, cell) in cells {
        let shown = paint(cell.style, &cell.text);
        let line = match *name {
            "" => shown,
            name => format!("{} {shown}", paint(QUIET, format_args!("{name}:"))),
        };
        text.push_str(&indent(&hung(&line, width.less(HANG)), HANG));
    }
    text
}

/// The text in the width, its further lines indented. Long words are broken.
fn hung(text: &str, width: Width) -> String {
    let width = width.less(HANG);
    let text = match width.limit() {
        Some(limit) => folded(text, limit),
        None => text.to_owned(),
    };
    let text = wrapped(&text, width, 0);
    text.replace('\n', &format!("\n{}", " ".repeat(HANG))) + "\n"
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
            text.contains("abcdef.zip  12     made of the configuration"),
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
        let block = "rolepair/pair-account-\n  0123456789abcdef.zip\n  bytes: 12\n  \
                     file: made of the configuration\n";
        assert_eq!(text, block.repeat(2));
    }
}
