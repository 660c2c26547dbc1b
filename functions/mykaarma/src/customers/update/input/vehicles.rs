//! `vehicles`

use shared::input::Field;
use shared::record::{MAX_VEHICLES, fold};
use uuid::Uuid;

use super::reader::{Notes, Object, given};
use super::vin;
use crate::warning::WarningCode;

/// One vehicle of the list.
#[derive(Debug)]
pub(crate) struct VehicleInput {
    /// `vehicleUuid`: which stored vehicle it is, if the customer has it.
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
pub(crate) enum GivenVin {
    /// Nothing: the stored VIN stays.
    Absent,
    /// Null: the stored VIN is cleared.
    Null,
    /// A text that the request did not ask to check.
    Unchecked(String),
    /// A text that was checked and is a VIN.
    Valid(String),
    /// A text that was checked and is not a VIN. It is left out, as if it were absent.
    Invalid,
}

pub(super) fn read(
    body: &Object<'_>,
    validate_vin: bool,
    notes: &mut Notes,
) -> Option<Vec<VehicleInput>> {
    let list = given(body.objects("vehicles", MAX_VEHICLES, notes))?;
    Some(list.iter().map(|vehicle| read_one(vehicle, validate_vin, notes)).collect())
}

fn read_one(vehicle: &Object<'_>, validate_vin: bool, notes: &mut Notes) -> VehicleInput {
    // Only answers have this one. Its type is checked and its value is ignored.
    vehicle.flag("isValid", notes);
    VehicleInput {
        uuid: given(vehicle.uuid("vehicleUuid", notes)),
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
