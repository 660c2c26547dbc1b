//! `vehicles`

use shared::record::{MAX_VEHICLES, fold};
use shared::input::body::Field;
use uuid::Uuid;

use super::{Notes, Object};
use crate::vin;
use crate::warning::WarningCode;

/// One vehicle of the list.
#[derive(Debug, Clone, PartialEq)]
pub struct VehicleInput {
    /// `vehicleUuid`: the vehicle it is meant to be, if the customer has it.
    pub uuid: Option<Uuid>,
    /// `vin`
    pub vin: GivenVin,
    /// `vehicleYear`
    pub year: Field<String>,
    /// `vehicleMake`
    pub make: Field<String>,
    /// `vehicleModel`
    pub model: Field<String>,
    /// `estimatedMileage`
    pub mileage: Field<String>,
    /// `vehicleKey`
    pub key: Field<String>,
    /// `vehicleTrim`
    pub trim: Field<String>,
    /// `licensePlate`
    pub license_plate: Field<String>,
    /// `color`
    pub color: Field<String>,
    /// `vehicleEngine`
    pub engine: Field<String>,
    /// `isMatching`
    pub is_matching: Field<bool>,
}

/// What was given as `vin`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GivenVin {
    /// Nothing: the stored one stays.
    Absent,
    /// Null: it goes.
    Null,
    /// A text that nobody asked to check.
    Unchecked(String),
    /// One that was checked and found valid.
    Valid(String),
    /// One that was checked and is none: left out, as if it were absent.
    Invalid,
}

pub(super) fn read(
    body: &Object<'_>,
    validate_vin: bool,
    notes: &mut Notes,
) -> Option<Vec<VehicleInput>> {
    let list = body.objects("vehicles", MAX_VEHICLES, notes).written().flatten()?;
    Some(list.iter().map(|vehicle| read_one(vehicle, validate_vin, notes)).collect())
}

fn read_one(vehicle: &Object<'_>, validate_vin: bool, notes: &mut Notes) -> VehicleInput {
    // It is for reading; it is only held to its type.
    vehicle.flag("isValid", notes);
    VehicleInput {
        uuid: vehicle.uuid("vehicleUuid", notes).written().flatten(),
        vin: read_vin(vehicle, validate_vin, notes),
        year: vehicle.text("vehicleYear", notes),
        make: vehicle.text("vehicleMake", notes),
        model: vehicle.text("vehicleModel", notes),
        mileage: vehicle.text("estimatedMileage", notes),
        key: vehicle.text("vehicleKey", notes),
        trim: vehicle.text("vehicleTrim", notes),
        license_plate: vehicle.text("licensePlate", notes),
        color: vehicle.text("color", notes),
        engine: vehicle.text("vehicleEngine", notes),
        is_matching: vehicle.flag("isMatching", notes),
    }
}

fn read_vin(vehicle: &Object<'_>, validate: bool, notes: &mut Notes) -> GivenVin {
    match vehicle.text("vin", notes) {
        Field::Absent => GivenVin::Absent,
        Field::Null => GivenVin::Null,
        Field::Value(vin) if !validate => GivenVin::Unchecked(vin),
        Field::Value(vin) if vin::is_valid(&fold::code(&vin)) => GivenVin::Valid(vin),
        Field::Value(_) => {
            notes.warning(
                WarningCode::InvalidVin,
                &vehicle.path_of("vin"),
                "is not a valid VIN and was left out",
            );
            GivenVin::Invalid
        }
    }
}
