//! Recursive types: a field through which a struct contains itself is boxed.

use std::collections::HashMap;

use crate::ir::{Type, TypeDef, TypeKind};

/// Boxes every field on a circle of structs that contain one another without a list or map between them.
pub(super) fn insert(types: &mut [TypeDef]) {
    let positions: HashMap<&str, usize> =
        types.iter().enumerate().map(|(at, definition)| (definition.name.as_str(), at)).collect();
    let edges: Vec<Vec<usize>> = types
        .iter()
        .map(|definition| contained(definition).filter_map(|name| positions.get(name).copied()).collect())
        .collect();
    let circles = circles(&edges);
    let names: HashMap<String, usize> =
        positions.into_iter().map(|(name, at)| (name.to_owned(), circles[at])).collect();
    for (at, definition) in types.iter_mut().enumerate() {
        let TypeKind::Struct { fields, .. } = &mut definition.kind else { continue };
        for field in fields {
            let Type::Named(name) = &field.ty else { continue };
            let circle = names.get(name).copied();
            let itself = edges[at].contains(&at) && *name == definition.name;
            let shared = circle == Some(circles[at]) && *name != definition.name;
            if itself || shared {
                field.ty = Type::Boxed(Box::new(field.ty.clone()));
            }
        }
    }
}

/// The named types that a value of this type holds in itself.
fn contained(definition: &TypeDef) -> impl Iterator<Item = &str> {
    let (fields, alias) = match &definition.kind {
        TypeKind::Struct { fields, .. } => (fields.as_slice(), None),
        TypeKind::Alias(ty) => (&[][..], Some(ty)),
        TypeKind::StringEnum(_) => (&[][..], None),
    };
    fields.iter().map(|field| &field.ty).chain(alias).filter_map(|ty| match ty {
        Type::Named(name) => Some(name.as_str()),
        _ => None,
    })
}

/// For each node the number of its strongly connected component (Tarjan's algorithm, with its own stack:
/// chains of schemas may be long).
fn circles(edges: &[Vec<usize>]) -> Vec<usize> {
    const UNSEEN: usize = usize::MAX;
    let count = edges.len();
    let (mut index, mut low, mut circle) = (vec![UNSEEN; count], vec![0; count], vec![UNSEEN; count]);
    let (mut next, mut circles) = (0, 0);
    let mut open = Vec::new();
    for start in 0..count {
        if index[start] != UNSEEN {
            continue;
        }
        let mut work = vec![(start, 0)];
        while let Some((node, edge)) = work.pop() {
            if edge == 0 {
                (index[node], low[node]) = (next, next);
                next += 1;
                open.push(node);
            } else {
                low[node] = low[node].min(low[edges[node][edge - 1]]);
            }
            let mut edge = edge;
            let mut descended = false;
            while let Some(&to) = edges[node].get(edge) {
                edge += 1;
                if index[to] == UNSEEN {
                    work.push((node, edge));
                    work.push((to, 0));
                    descended = true;
                    break;
                }
                if circle[to] == UNSEEN {
                    low[node] = low[node].min(index[to]);
                }
            }
            if !descended && low[node] == index[node] {
                while let Some(member) = open.pop() {
                    circle[member] = circles;
                    if member == node {
                        break;
                    }
                }
                circles += 1;
            }
        }
    }
    circle
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn components() {
        // 0 → 1 → 2 → 0, 2 → 3, 3 → 3, 4 alone.
        let circles = circles(&[vec![1], vec![2], vec![0, 3], vec![3], vec![]]);
        assert_eq!(circles[0], circles[1]);
        assert_eq!(circles[1], circles[2]);
        assert_ne!(circles[2], circles[3]);
        assert_ne!(circles[3], circles[4]);
    }
}
