//! Recursive types: a field through which a struct contains itself is boxed.

use std::collections::HashMap;

use crate::ir::{Type, TypeDef, TypeKind};

/// Boxes every variant, then every field, on a circle of types that contain one another without a list or map
/// between them: where a circle goes through an enum, its variants alone are boxed.
pub(super) fn insert(types: &mut [TypeDef]) {
    break_circles(types, true);
    break_circles(types, false);
}

fn break_circles(types: &mut [TypeDef], at_unions: bool) {
    let positions: HashMap<&str, usize> =
        types.iter().enumerate().map(|(at, definition)| (definition.name.as_str(), at)).collect();
    let edges: Vec<Vec<usize>> = types
        .iter()
        .map(|definition| contained(definition).filter_map(|name| positions.get(name).copied()).collect())
        .collect();
    let circles = circles(&edges);
    let names: HashMap<String, usize> =
        positions.into_iter().map(|(name, at)| (name.to_owned(), at)).collect();
    for (at, definition) in types.iter_mut().enumerate() {
        let members: Vec<&mut Type> = match &mut definition.kind {
            TypeKind::Union(union) if at_unions => {
                union.variants.iter_mut().map(|variant| &mut variant.ty).collect()
            }
            TypeKind::Struct { fields, .. } if !at_unions => {
                fields.iter_mut().map(|field| &mut field.ty).collect()
            }
            TypeKind::Newtype(inner) if !at_unions => vec![inner],
            _ => continue,
        };
        for member in members.into_iter().flat_map(held) {
            let Type::Named(name) = &*member else { continue };
            let Some(&to) = names.get(name) else { continue };
            let itself = to == at && edges[at].contains(&at);
            if itself || (to != at && circles[to] == circles[at]) {
                *member = Type::Boxed(Box::new(member.clone()));
            }
        }
    }
}

/// The named types that a value of this type holds in itself.
fn contained(definition: &TypeDef) -> impl Iterator<Item = &str> {
    let parts = match &definition.kind {
        // What stands in a map is not in the struct.
        TypeKind::Struct { fields, .. } => fields.iter().map(|field| &field.ty).collect(),
        _ => definition.parts(),
    };
    parts.into_iter().flat_map(named)
}

fn named(ty: &Type) -> Vec<&str> {
    match ty {
        Type::Named(name) => vec![name],
        Type::Nullable(inner) => named(inner),
        Type::Tuple(parts) => parts.iter().flat_map(named).collect(),
        _ => Vec::new(),
    }
}

/// The types inside a type that are held in place.
fn held(ty: &mut Type) -> Vec<&mut Type> {
    match ty {
        Type::Nullable(inner) => held(inner),
        Type::Tuple(parts) => parts.iter_mut().flat_map(held).collect(),
        other => vec![other],
    }
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
