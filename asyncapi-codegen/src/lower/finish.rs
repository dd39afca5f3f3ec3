//! What can only be decided when all types are known.

use std::collections::{HashMap, HashSet};

use crate::ir::{Check, Checks, Ir, Messages, Type, TypeDef, TypeKind, Unknown};

/// A tag is read from a struct: a choice with any other variant is made by what fits.
pub(super) fn tags(types: &mut [TypeDef]) {
    let structs: HashSet<String> = types
        .iter()
        .filter(|definition| matches!(definition.kind, TypeKind::Struct { .. }))
        .map(|definition| definition.name.clone())
        .collect();
    let aliases: HashMap<String, Type> = types
        .iter()
        .filter_map(|definition| match &definition.kind {
            TypeKind::Alias(target) => Some((definition.name.clone(), target.clone())),
            _ => None,
        })
        .collect();
    let is_struct = |ty: &Type| {
        let mut ty = ty;
        // An alias of an alias, and so on: never in a circle, or there would be none.
        for _ in 0..=aliases.len() {
            match ty {
                Type::Boxed(inner) => ty = inner,
                Type::Named(name) => match aliases.get(name) {
                    Some(target) => ty = target,
                    None => return structs.contains(name),
                },
                _ => return false,
            }
        }
        false
    };
    for definition in types {
        let TypeKind::Union(union) = &mut definition.kind else { continue };
        if union.tag.is_some() && !union.variants.iter().all(|variant| is_struct(&variant.ty)) {
            union.tag = None;
            for variant in &mut union.variants {
                variant.checks.retain(|check| !matches!(check, Check::Tag(..)));
            }
        }
    }
}

/// A field cannot have the name of a unit type: as a variable it would be that type's value. Names meet where a script
/// has no upper and lower case.
pub(super) fn field_names(ir: &mut Ir) {
    let units: HashSet<String> = ir
        .types
        .iter()
        .filter(|definition| matches!(definition.kind, TypeKind::Constant(_)))
        .map(|definition| definition.name.clone())
        .collect();
    let structs = ir.types.iter_mut().filter_map(|definition| match &mut definition.kind {
        TypeKind::Struct { fields, .. } => Some(fields),
        _ => None,
    });
    let fields = structs.flatten().map(|field| &mut field.name);
    let variables = ir.servers.iter_mut().flat_map(|server| &mut server.variables);
    for name in fields.chain(variables.map(|variable| &mut variable.name)) {
        if units.contains(name) {
            name.push('_');
        }
    }
}

/// Drops the checks of what needs none: a struct in which nothing is limited.
pub(super) fn needless_checks(ir: &mut Ir) {
    let demanding = demanding(&ir.types);
    for definition in &mut ir.types {
        match &mut definition.kind {
            TypeKind::Struct { fields, unknown } => {
                for field in fields {
                    prune(&mut field.checks, &field.ty, &demanding);
                }
                if let Unknown::Kept { value, checks, .. } = unknown {
                    prune(checks, value, &demanding);
                }
            }
            TypeKind::Union(union) => {
                for variant in &mut union.variants {
                    prune(&mut variant.checks, &variant.ty, &demanding);
                }
            }
            TypeKind::Newtype(inner) => prune(&mut definition.checks, inner, &demanding),
            TypeKind::StringEnum { .. } | TypeKind::Constant(_) | TypeKind::Alias(_) => {}
        }
    }
    for channel in &mut ir.channels {
        let messages = match &mut channel.messages {
            Messages::One(message) => std::slice::from_mut(message),
            Messages::Many { messages, .. } => messages,
        };
        for message in messages {
            prune(&mut message.checks, &message.ty, &demanding);
        }
    }
}

fn prune(checks: &mut Checks, ty: &Type, demanding: &HashSet<String>) {
    let keep = ty.names().iter().any(|name| demanding.contains(*name)) || has_float(ty);
    checks.retain_mut(|check| check.retain(&|check| keep || *check != Check::Nested));
}

/// The types whose values have to be looked at, however far down.
fn demanding(types: &[TypeDef]) -> HashSet<String> {
    let mut users: HashMap<&str, Vec<&str>> = HashMap::new();
    let mut open = Vec::new();
    for definition in types {
        for name in definition.parts().into_iter().flat_map(Type::names) {
            users.entry(name).or_default().push(&definition.name);
        }
        if has_own_checks(definition) {
            open.push(definition.name.as_str());
        }
    }
    let mut found: HashSet<&str> = open.iter().copied().collect();
    while let Some(name) = open.pop() {
        for user in users.get(name).into_iter().flatten() {
            if found.insert(user) {
                open.push(user);
            }
        }
    }
    found.into_iter().map(str::to_owned).collect()
}

fn has_own_checks(definition: &TypeDef) -> bool {
    let any =
        |checks: &Checks| checks.iter().any(|check| check.clone().retain(&|check| *check != Check::Nested));
    let inner = match &definition.kind {
        TypeKind::Struct { fields, unknown } => {
            fields.iter().any(|field| any(&field.checks))
                || matches!(unknown, Unknown::Kept { checks, .. } if any(checks))
        }
        TypeKind::Union(union) => union.only_one || union.variants.iter().any(|variant| any(&variant.checks)),
        _ => false,
    };
    inner || any(&definition.checks) || definition.parts().into_iter().any(has_float)
}

/// A number that is none (NaN) can be in a float, but not in JSON.
pub(super) fn has_float(ty: &Type) -> bool {
    match ty {
        Type::F32 | Type::F64 => true,
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) | Type::Boxed(inner) => has_float(inner),
        Type::Tuple(parts) => parts.iter().any(has_float),
        _ => false,
    }
}
