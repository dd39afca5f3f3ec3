//! What other steps ask of a lowered type.

use super::types::Types;
use crate::ir::{Constant, Type, TypeKind};

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
                Some(TypeKind::StringEnum { .. }) => true,
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

    /// Whether values of `ty` can be sent as plain text: strings, whatever their values.
    pub(super) fn is_text(&self, ty: &Type) -> bool {
        match ty {
            // Of a format, or what the user has put there: what is no string then, cannot be sent.
            Type::String | Type::Foreign(_) => true,
            Type::Named(name) => match self.kind(name) {
                Some(TypeKind::Alias(inner) | TypeKind::Newtype(inner)) => self.is_text(inner),
                Some(TypeKind::Constant(Constant::String(_)) | TypeKind::StringEnum { .. }) => true,
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether `ty` is a constant string.
    pub(super) fn is_word(&self, ty: &Type) -> bool {
        let Type::Named(name) = self.resolved(ty) else { return false };
        matches!(self.kind(&name), Some(TypeKind::Constant(Constant::String(_))))
    }

    pub(super) fn is_struct(&self, ty: &Type) -> bool {
        matches!(self.resolved(ty), Type::Named(name) if matches!(self.kind(&name), Some(TypeKind::Struct { .. })))
    }

    /// The type that an alias stands for.
    pub(super) fn resolved(&self, ty: &Type) -> Type {
        match ty {
            Type::Named(name) => match self.kind(name) {
                Some(TypeKind::Alias(inner) | TypeKind::Newtype(inner)) => self.resolved(inner),
                _ => ty.clone(),
            },
            Type::Nullable(inner) | Type::Boxed(inner) => self.resolved(inner),
            _ => ty.clone(),
        }
    }

    pub(super) fn kind(&self, name: &str) -> Option<&TypeKind> {
        let place = self.places.get(name)?;
        self.definitions.get(*place)?.as_ref().map(|definition| &definition.kind)
    }
}
