//! What other steps ask of a lowered type.

use super::types::Types;
use crate::ir::{Type, TypeKind};

impl Types<'_, '_> {
    /// Whether `ty` is written as one word: a string, number, boolean or string enum.
    pub(super) fn is_scalar(&self, ty: &Type) -> bool {
        match ty {
            Type::String
            | Type::Bool
            | Type::F32
            | Type::F64
            | Type::I32
            | Type::I64
            | Type::U32
            | Type::U64 => true,
            Type::Named(name) => match self.kind(name) {
                Some(TypeKind::StringEnum(_)) => true,
                Some(TypeKind::Alias(inner)) => self.is_scalar(inner),
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether `ty` is a floating-point number.
    pub(super) fn is_float(&self, ty: &Type) -> bool {
        match ty {
            Type::F32 | Type::F64 => true,
            Type::Named(name) => {
                matches!(self.kind(name), Some(TypeKind::Alias(inner)) if self.is_float(inner))
            }
            _ => false,
        }
    }

    /// Whether `ty` is a string without a set of values.
    pub(super) fn is_plain_string(&self, ty: &Type) -> bool {
        match ty {
            Type::String => true,
            Type::Named(name) => {
                matches!(self.kind(name), Some(TypeKind::Alias(inner)) if self.is_plain_string(inner))
            }
            _ => false,
        }
    }

    fn kind(&self, name: &str) -> Option<&TypeKind> {
        let mut definitions = self.definitions.iter().flatten();
        definitions.find(|definition| definition.name == name).map(|definition| &definition.kind)
    }
}
