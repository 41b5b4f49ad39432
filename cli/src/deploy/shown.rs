use rolepair_model::Region;

use crate::deploy::deployment::{
    Deployment, PlannedResource, PlannedStack, StackPlace, Upload, ValueSource,
};
use crate::terminal::{STRONG, WARN, indent, paint, plain, quiet, table, word};

/// The plan for a person.
pub(crate) fn shown(deployment: &Deployment) -> String {
    let mut text = String::from("Nothing is created. This is what would be, in this order.\n");
    text.push_str(&uploads(&deployment.uploads));
    for stack in &deployment.stacks {
        text.push_str(&self::stack(stack));
    }
    for note in &deployment.notes {
        text.push_str(&format!("\n{} {note}", paint(WARN, "note:")));
    }
    text.trim_end().to_owned()
}

fn uploads(uploads: &[Upload]) -> String {
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
    let table = table(&["key", "bytes", "file"], rows);
    format!("\n{heading}\n{}", indent(&table, 2))
}

fn stack(stack: &PlannedStack) -> String {
    let (kind, place) = match &stack.place {
        StackPlace::Stack { account, region } => ("stack", format!("{account}, {region}")),
        StackPlace::StackSet {
            organizational_units,
            regions,
        } => {
            let units = joined(organizational_units);
            let place = format!(
                "every account of {units}, those to come too, in {}",
                joined(regions)
            );
            ("StackSet", place)
        }
    };
    let heading = paint(STRONG, format_args!("{kind} {}", stack.name));
    let parameters = stack.parameters.iter().map(|parameter| {
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
    let parameters = table(&["parameter", "value", "from"], parameters);
    let resources = stack.resources.iter().map(|resource| {
        [
            plain(&resource.logical_id),
            word(&resource.kind),
            quiet(where_it_is(resource, stack.place.regions())),
        ]
    });
    let count = stack.resources.len();
    let resources = table(&[&format!("{count} resources"), "type", ""], resources);
    format!(
        "\n{heading}  {place}\n  {}\n{}{}",
        stack.template.display(),
        indent(&parameters, 2),
        indent(&resources, 2),
    )
}

/// The Regions a resource is in, where it is not in all of them.
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
