//! Finds out from the source which modules of a crate use each other. Test code is left out.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use super::tokens::tokens;

/// The path of a module from the root of its crate; empty for the root.
type Module = Vec<String>;

/// What the source of a module declares and uses.
#[derive(Default)]
struct Source {
    /// The modules it declares.
    children: Vec<String>,
    /// The names that `use` declares, and what they refer to.
    imports: BTreeMap<String, Import>,
    /// The paths in the rest of the code.
    paths: BTreeSet<Vec<String>>,
}

struct Import {
    path: Vec<String>,
    is_reexport: bool,
}

/// The groups of modules that all use each other, directly or through others of the group.
pub fn circles(root: &Path) -> Vec<Vec<String>> {
    let mut krate = Crate::default();
    let folder = root.parent().expect("a source file is in a folder");
    krate.read(Module::new(), root, folder);
    let modules: Vec<&Module> = krate.0.keys().collect();
    let reached: BTreeMap<&Module, BTreeSet<Module>> = modules
        .iter()
        .map(|module| (*module, krate.reached_from(module)))
        .collect();
    let is_mutual =
        |one: &Module, other: &Module| reached[one].contains(other) && reached[other].contains(one);
    let groups: BTreeSet<Vec<String>> = modules
        .iter()
        .filter(|module| is_mutual(module, module))
        .map(|one| modules.iter().filter(|other| is_mutual(one, other)))
        .map(|group| {
            group
                .map(|module| format!("crate::{}", module.join("::")))
                .collect()
        })
        .collect();
    groups.into_iter().collect()
}

#[derive(Default)]
struct Crate(BTreeMap<Module, Source>);

impl Crate {
    /// Reads a module from its file, and the modules it declares from `folder`.
    fn read(&mut self, module: Module, file: &Path, folder: &Path) {
        let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{file:?}: {error}"));
        let source = Source::read(&tokens(&text));
        for child in &source.children {
            let file: PathBuf = folder.join(format!("{child}.rs"));
            self.read(child_of(&module, child), &file, &folder.join(child));
        }
        self.0.insert(module, source);
    }

    fn reached_from(&self, start: &Module) -> BTreeSet<Module> {
        let mut reached = BTreeSet::new();
        let mut ahead = self.used_by(start);
        while let Some(module) = ahead.pop_first() {
            if reached.insert(module.clone()) {
                ahead.extend(self.used_by(&module));
            }
        }
        reached
    }

    /// The modules that declare what the module uses. A re-export is not a use.
    fn used_by(&self, module: &Module) -> BTreeSet<Module> {
        let source = &self.0[module];
        let imports = source.imports.values().filter(|import| !import.is_reexport);
        imports
            .map(|import| &import.path)
            .chain(&source.paths)
            .filter_map(|path| self.home_of(module, path))
            .filter(|home| home != module)
            .collect()
    }

    /// The module that declares the item at `path`, as `module` writes it. `None` for an item of
    /// another crate or of the module itself. Also for a module: only the use of its items counts.
    fn home_of(&self, module: &Module, path: &[String]) -> Option<Module> {
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" => self.walk(Module::new(), rest),
            "self" => self.walk(module.clone(), rest),
            "super" => {
                let parent = module.split_last()?.1.to_vec();
                match rest.first().map(String::as_str) {
                    Some("super") => self.home_of(&parent, rest),
                    _ => self.walk(parent, rest),
                }
            }
            name => {
                let source = &self.0[module];
                let is_known = source.children.contains(first) || source.imports.contains_key(name);
                is_known.then(|| self.walk(module.clone(), path))?
            }
        }
    }

    fn walk(&self, module: Module, path: &[String]) -> Option<Module> {
        let (name, rest) = path.split_first()?;
        let source = &self.0[&module];
        let import = source.imports.get(name);
        let is_child = source.children.contains(name);
        match import {
            // A function can have the name of its module. At the end of a path it is the function.
            Some(import) if !is_child || rest.is_empty() => {
                let path = [import.path.as_slice(), rest].concat();
                let leads_on = import.path.first() != Some(name) || is_child;
                leads_on.then(|| self.home_of(&module, &path))?
            }
            _ if is_child => self.walk(child_of(&module, name), rest),
            _ => Some(module),
        }
    }
}

fn child_of(module: &Module, name: &str) -> Module {
    let mut child = module.clone();
    child.push(name.to_owned());
    child
}

impl Source {
    fn read(tokens: &[String]) -> Self {
        let mut source = Self::default();
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            let end = |from: usize| {
                let rest = tokens.iter().skip(from);
                from + rest.take_while(|token| *token != ";").count()
            };
            match token.as_str() {
                "mod" if tokens.get(at + 2).is_some_and(|token| token == ";") => {
                    source.children.push(tokens[at + 1].clone());
                    at += 3;
                }
                "use" => {
                    let is_reexport = at > 0 && ["pub", ")"].contains(&tokens[at - 1].as_str());
                    let stop = end(at);
                    source.import(
                        &mut tokens[at + 1..stop].iter().peekable(),
                        &[],
                        is_reexport,
                    );
                    at = stop + 1;
                }
                _ => {
                    let mut path = vec![token.clone()];
                    while tokens.get(at + 1).is_some_and(|next| next == "::") {
                        let Some(next) = tokens.get(at + 2) else {
                            break;
                        };
                        path.push(next.clone());
                        at += 2;
                    }
                    if path.len() > 1 {
                        source.paths.insert(path);
                    }
                    at += 1;
                }
            }
        }
        source
    }

    /// Reads the tree of a `use`, up to the comma or brace that ends it.
    fn import(
        &mut self,
        tokens: &mut std::iter::Peekable<std::slice::Iter<'_, String>>,
        prefix: &[String],
        is_reexport: bool,
    ) {
        let mut path = prefix.to_vec();
        let mut name = None;
        while let Some(token) = tokens.peek() {
            match token.as_str() {
                "," | "}" => break,
                "{" => {
                    tokens.next();
                    while tokens.peek().is_some_and(|token| *token != "}") {
                        self.import(tokens, &path, is_reexport);
                        tokens.next_if(|token| *token == ",");
                    }
                    tokens.next();
                    return;
                }
                "::" => drop(tokens.next()),
                "as" => {
                    tokens.next();
                    name = tokens.next().cloned();
                }
                "self" if !path.is_empty() => drop(tokens.next()),
                _ => path.extend(tokens.next().cloned()),
            }
        }
        if let Some(name) = name.or_else(|| path.last().cloned()) {
            self.imports.insert(name, Import { path, is_reexport });
        }
    }
}
