use rolepair_model::Region;

use crate::deploy::deployment::{
    Deployment, PlannedResource, PlannedStack, StackPlace, Upload, ValueSource,
};
use crate::terminal::{STRONG, WARN, Width, indent, paint, plain, quiet, table, word, wrapped};

/// The indentation of a table, and of further lines.
const MARGIN: usize = 2;

/// The plan for a person.
pub(crate) fn shown(deployment: &Deployment, width: Width) -> String {
    let mut text = String::from("This is only a plan. It lists what would be created, in order.\n");
    text = wrapped(&text, width, 0) + "\n";
    text.push_str(&uploads(&deployment.uploads, width));
    for stack in &deployment.stacks {
        text.push_str(&self::stack(stack, width));
    }
    for note in &deployment.notes {
        let note = format!("{} {note}", paint(WARN, "note:"));
        text.push_str(&format!("\n{}", wrapped(&note, width, MARGIN)));
    }
    text.trim_end().to_owned()
}

fn uploads(uploads: &[Upload], width: Width) -> String {
    let rows = uploads.iter().map(|upload| {
        let file = match &upload.file {
            Some(file) => file.display().to_string(),
            None => "made of the configuration".to_owned(),
        };
        let bytes = upload
            .bytes
            .map_or("not built".to_owned(), |bytes| bytes.to_string());
        [word(&upload.key), plain(bytes), quiet(file)]
    });
    let bucket = uploads.first().map_or("", |upload| &upload.bucket);
    let heading = paint(STRONG, format_args!("files in the bucket {bucket}"));
    let table = table(&["key", "bytes", "file"], rows, width.less(MARGIN));
    format!(
        "\n{}\n{}",
        wrapped(&heading, width, MARGIN),
        indent(&table, MARGIN)
    )
}

fn stack(stack: &PlannedStack, width: Width) -> String {
    let (kind, place) = match &stack.place {
        StackPlace::Stack { account, region } => ("stack", format!("{account}, {region}")),
        StackPlace::StackSet {
            organizational_units,
            regions,
        } => {
            let units = joined(organizational_units);
            let place = format!(
                "in every present and future account of {units}, in {}",
                joined(regions)
            );
            ("StackSet", place)
        }
    };
    let heading = paint(STRONG, format_args!("{kind} {}", stack.name));
    let heading = wrapped(&format!("{heading}  {place}"), width, MARGIN);
    let width = width.less(MARGIN);
    format!(
        "\n{heading}\n  {}\n{}{}",
        stack.template.display(),
        indent(&parameters(stack, width), MARGIN),
        indent(&resources(stack, width), MARGIN),
    )
}

fn parameters(stack: &PlannedStack, width: Width) -> String {
    let rows = stack.parameters.iter().map(|parameter| {
        let from = match parameter.from {
            ValueSource::Configuration => "configuration",
            ValueSource::Arguments => "arguments",
            ValueSource::Package => "package",
            ValueSource::Template => "default",
        };
        let value = if parameter.value.is_empty() {
            "-"
        } else {
            &parameter.value
        };
        [plain(&parameter.name), word(value), quiet(from)]
    });
    table(&["parameter", "value", "from"], rows, width)
}

fn resources(stack: &PlannedStack, width: Width) -> String {
    let rows = stack.resources.iter().map(|resource| {
        [
            plain(&resource.logical_id),
            word(&resource.kind),
            quiet(where_it_is(resource, stack.place.regions())),
        ]
    });
    let count = format!("{} resources", stack.resources.len());
    table(&[&count, "type", ""], rows, width)
}

/// The Regions that a resource is in, if they are not all.
fn where_it_is(resource: &PlannedResource, all: &[Region]) -> String {
    if resource.regions.len() == all.len() {
        String::new()
    } else {
        format!("only {}", joined(&resource.regions))
    }
}

fn joined<T: ToString>(items: &[T]) -> String {
    let items: Vec<String> = items.iter().map(T::to_string).collect();
    items.join(", ")
}
