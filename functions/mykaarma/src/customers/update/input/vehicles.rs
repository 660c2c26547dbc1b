//! `vehicles`

use shared::record::{MAX_VEHICLES, fold};

use super::reader::{Notes, Object, given};
use super::vin;
use crate::warning::WarningCode;

/// One vehicle of the list. What is `None` was absent or null and stays as it is.
#[derive(Debug)]
pub(crate) struct VehicleInput {
    /// `vehicleUuid`: which stored vehicle it is, if the customer has it.
    pub uuid: Option<String>,
    /// `vin`
    pub vin: GivenVin,
    /// `vehicleYear`
    pub year: Option<String>,
    /// `vehicleMake`
    pub make: Option<String>,
    /// `vehicleModel`
    pub model: Option<String>,
    /// `estimatedMileage`
    pub mileage: Option<String>,
    /// `vehicleKey`
    pub key: Option<String>,
    /// `vehicleTrim`
    pub trim: Option<String>,
    /// `licensePlate`
    pub license_plate: Option<String>,
    /// `color`
    pub color: Option<String>,
    /// `vehicleEngine`
    pub engine: Option<String>,
    /// `isMatching`
    pub is_matching: Option<bool>,
}

/// What was given as `vin`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum GivenVin {
    /// Nothing: the stored VIN stays.
    Absent,
    /// A text that the request did not ask to check. An empty one clears the stored VIN.
    Unchecked(String),
    /// A text that was checked and is a VIN.
    Valid(String),
    /// A text that was checked and is not a VIN. It is left out.
    Invalid(String),
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
        uuid: vehicle.id("vehicleUuid", notes),
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
        None => GivenVin::Absent,
        Some(vin) if !validate => GivenVin::Unchecked(vin),
        Some(vin) if vin::is_valid(&fold::code(&vin)) => GivenVin::Valid(vin),
        Some(vin) => {
            notes.warning(
                WarningCode::InvalidVin,
                &vehicle.path_of("vin"),
                "is not a valid VIN and was left out",
            );
            GivenVin::Invalid(vin)
        }
    }
}
