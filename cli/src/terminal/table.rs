use comfy_table::{Attribute, Color, Row, Table, presets};

use comfy_table::Cell;

/// A table with light rules, two columns in from the left.
pub(crate) fn table<R: Into<Row>>(header: &[&str], rows: impl IntoIterator<Item = R>) -> String {
    let mut style = presets::UTF8_HORIZONTAL_ONLY;
    style.row_separator = Default::default();
    let mut table = Table::new();
    table
        .load_style(style)
        // Colours are always in the text; the stream takes them out.
        .enforce_styling()
        .set_header(header.iter().map(quiet));
    for row in rows {
        table.add_row(row);
    }
    table.to_string()
}

/// A cell of plain text.
pub(crate) fn plain(text: impl ToString) -> Cell {
    Cell::new(text)
}

/// A cell with a word of AWS's.
pub(crate) fn word(text: impl ToString) -> Cell {
    Cell::new(text).fg(Color::DarkCyan)
}

/// A cell that is there to be looked up, not read.
pub(crate) fn quiet(text: impl ToString) -> Cell {
    Cell::new(text).add_attribute(Attribute::Dim)
}
