//! Vehicles: each is found or added. A vehicle that is not in the list stays.

use shared::input::Field;
use shared::record::{Customer, MAX_VEHICLES, Vehicle, fold};

use super::write::write;
use crate::customers::update::input::{GivenVin, VehicleInput};
use crate::field_error::{FieldError, FieldRule};

/// Writes each vehicle of the list over the stored one with its `vehicleUuid`, else over the one
/// with its VIN, else over one without a VIN that already has all its values, so that a repeated
/// update does not add it again. A vehicle that matches none of these is added, unless it has no
/// values.
pub(super) fn apply(list: &[VehicleInput], customer: &mut Customer) -> Result<(), Vec<FieldError>> {
    // Whether a stored vehicle has no VIN and matches no vehicle of the list yet.
    let has_no_vin = |vehicle: &Vehicle| vehicle.vin.as_deref().is_none_or(str::is_empty);
    let mut free: Vec<bool> = customer.vehicles.iter().map(has_no_vin).collect();
    for input in list {
        let vehicles = &mut customer.vehicles;
        let known = find(input, vehicles).or_else(|| find_equal(input, vehicles, &free));
        if let Some(free) = known.and_then(|at| free.get_mut(at)) {
            *free = false;
        }
        match known.and_then(|at| vehicles.get_mut(at)) {
            Some(known) => input.write(known),
            None if !input.has_values() => {}
            None => vehicles.push(input.vehicle()),
        }
    }
    if customer.vehicles.len() > MAX_VEHICLES {
        let rule = FieldRule::AtMostEntriesWith(MAX_VEHICLES, "vehicles");
        return Err(vec![FieldError::new("vehicles", rule)]);
    }
    Ok(())
}

fn find(input: &VehicleInput, stored: &[Vehicle]) -> Option<usize> {
    let by_uuid = || {
        let uuid = input.uuid?;
        stored.iter().position(|vehicle| vehicle.uuid == uuid)
    };
    let by_vin = || {
        let vin = fold::code(input.vin.text()?);
        let has_it =
            |vehicle: &Vehicle| vehicle.vin.as_deref().map(fold::code).as_ref() == Some(&vin);
        if vin.is_empty() { None } else { stored.iter().position(has_it) }
    };
    by_uuid().or_else(by_vin)
}

/// The first free vehicle that already has all values of the input.
fn find_equal(input: &VehicleInput, stored: &[Vehicle], free: &[bool]) -> Option<usize> {
    let mut stored = stored.iter().zip(free);
    stored.position(|(vehicle, free)| *free && input.written_over(vehicle) == *vehicle)
}

impl GivenVin {
    fn text(&self) -> Option<&str> {
        match self {
            Self::Unchecked(vin) | Self::Valid(vin) => Some(vin),
            Self::Absent | Self::Null | Self::Invalid => None,
        }
    }
}

impl VehicleInput {
    fn has_values(&self) -> bool {
        let texts = [
            &self.year,
            &self.make,
            &self.model,
            &self.mileage,
            &self.key,
            &self.trim,
            &self.license_plate,
            &self.color,
            &self.engine,
        ];
        self.vin.text().is_some() || texts.iter().any(|text| matches!(text, Field::Value(_)))
    }

    /// A new vehicle.
    fn vehicle(&self) -> Vehicle {
        let mut vehicle = Vehicle {
            uuid: Customer::new_part_uuid(),
            vin: None,
            year: None,
            make: None,
            model: None,
            mileage: None,
            key: None,
            trim: None,
            license_plate: None,
            color: None,
            engine: None,
            is_matching: None,
            // It has no VIN because the given text is not one.
            is_valid: (self.vin == GivenVin::Invalid).then_some(false),
        };
        self.write(&mut vehicle);
        vehicle
    }

    fn written_over(&self, vehicle: &Vehicle) -> Vehicle {
        let mut written = vehicle.clone();
        self.write(&mut written);
        written
    }

    fn write(&self, vehicle: &mut Vehicle) {
        self.write_vin(vehicle);
        write(&self.year, &mut vehicle.year);
        write(&self.make, &mut vehicle.make);
        write(&self.model, &mut vehicle.model);
        write(&self.mileage, &mut vehicle.mileage);
        write(&self.key, &mut vehicle.key);
        write(&self.trim, &mut vehicle.trim);
        write(&self.license_plate, &mut vehicle.license_plate);
        write(&self.color, &mut vehicle.color);
        write(&self.engine, &mut vehicle.engine);
        write(&self.is_matching, &mut vehicle.is_matching);
    }

    /// `is_valid` is about the stored VIN. It is unknown until that VIN is checked.
    fn write_vin(&self, vehicle: &mut Vehicle) {
        match &self.vin {
            GivenVin::Absent | GivenVin::Invalid => {}
            GivenVin::Null => (vehicle.vin, vehicle.is_valid) = (None, None),
            GivenVin::Unchecked(vin) => {
                if vehicle.vin.as_ref() != Some(vin) {
                    (vehicle.vin, vehicle.is_valid) = (Some(vin.clone()), None);
                }
            }
            GivenVin::Valid(vin) => {
                (vehicle.vin, vehicle.is_valid) = (Some(vin.clone()), Some(true));
            }
        }
    }
}
