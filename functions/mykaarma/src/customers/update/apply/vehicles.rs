//! Vehicles: each is found or added. A vehicle that is not in the list stays.

use shared::record::{Customer, MAX_VEHICLES, Vehicle, fold};
use uuid::Uuid;

use super::write;
use crate::customers::update::input::{GivenVin, VehicleInput};
use crate::field_error::{FieldError, FieldRule};

/// Writes each vehicle of the list over the stored one that it matches: by `vehicleUuid`, else by
/// `vin`, else by `vehicleKey`, else by licence plate. One without any of these matches one
/// without any that already has all its values, so that a repeated update does not add it again.
/// A vehicle that matches none is added, unless it has no values.
pub(super) fn apply(list: &[VehicleInput], customer: &mut Customer) -> Result<(), Vec<FieldError>> {
    let stored = &customer.vehicles;
    // Stored vehicles that only a key, a plate or equal values may match, and each of them once.
    let mut free = vec![true; stored.len()];
    for at in list.iter().filter_map(|input| input.find_surely(stored)) {
        set_taken(&mut free, at);
    }
    for input in list {
        let vehicles = &mut customer.vehicles;
        let known = input.find_surely(vehicles).or_else(|| input.find_free(vehicles, &free));
        if let Some(at) = known {
            set_taken(&mut free, at);
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

fn set_taken(free: &mut [bool], at: usize) {
    if let Some(free) = free.get_mut(at) {
        *free = false;
    }
}

/// Whether both are the same code. No code is the same as none.
fn is_same(given: Option<&str>, stored: Option<&str>) -> bool {
    let folded = |code: Option<&str>| code.map(fold::code).filter(|code| !code.is_empty());
    folded(given).is_some_and(|given| folded(stored) == Some(given))
}

fn differ(given: Option<&str>, stored: Option<&str>) -> bool {
    let is_given = |code: Option<&str>| code.is_some_and(|code| !code.trim().is_empty());
    is_given(given) && is_given(stored) && !is_same(given, stored)
}

impl GivenVin {
    /// What was given, valid or not.
    fn text(&self) -> Option<&str> {
        match self {
            Self::Unchecked(vin) | Self::Valid(vin) | Self::Invalid(vin) => Some(vin),
            Self::Absent => None,
        }
    }
}

impl VehicleInput {
    /// The stored vehicle that it certainly is.
    fn find_surely(&self, stored: &[Vehicle]) -> Option<usize> {
        let uuid = self.uuid.as_deref().and_then(|uuid| Uuid::try_parse(uuid).ok());
        let by_uuid = stored.iter().position(|vehicle| Some(vehicle.uuid) == uuid);
        let has_vin = |vehicle: &Vehicle| is_same(self.vin.text(), vehicle.vin.as_deref());
        by_uuid.or_else(|| stored.iter().position(has_vin))
    }

    /// The free stored vehicle that it is as far as one can tell.
    fn find_free(&self, stored: &[Vehicle], free: &[bool]) -> Option<usize> {
        let find = |fits: &dyn Fn(&Vehicle) -> bool| {
            stored.iter().zip(free).position(|(vehicle, free)| *free && fits(vehicle))
        };
        let has_key = |vehicle: &Vehicle| is_same(self.key.as_deref(), vehicle.key.as_deref());
        // A plate moves from one car to the next.
        let has_plate = |vehicle: &Vehicle| {
            is_same(self.license_plate.as_deref(), vehicle.license_plate.as_deref())
                && !differ(self.vin.text(), vehicle.vin.as_deref())
                && !differ(self.key.as_deref(), vehicle.key.as_deref())
        };
        let is_equal = |vehicle: &Vehicle| {
            let codes = [&vehicle.vin, &vehicle.key, &vehicle.license_plate];
            let is_nameless = codes.into_iter().flatten().all(String::is_empty);
            is_nameless && self.written_over(vehicle) == *vehicle
        };
        find(&has_key).or_else(|| find(&has_plate)).or_else(|| find(&is_equal))
    }

    fn has_values(&self) -> bool {
        let vin = match &self.vin {
            GivenVin::Unchecked(vin) | GivenVin::Valid(vin) => Some(vin),
            GivenVin::Invalid(_) | GivenVin::Absent => None,
        };
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
        texts.into_iter().flatten().chain(vin).any(|text| !text.is_empty())
    }

    /// A new vehicle.
    fn vehicle(&self) -> Vehicle {
        let mut vehicle = Vehicle::blank(Customer::new_part_uuid());
        if matches!(self.vin, GivenVin::Invalid(_)) {
            // It has no VIN because the given text is not one.
            vehicle.is_valid = Some(false);
        }
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
        write::text(&self.year, &mut vehicle.year);
        write::text(&self.make, &mut vehicle.make);
        write::text(&self.model, &mut vehicle.model);
        write::text(&self.mileage, &mut vehicle.mileage);
        write::text(&self.key, &mut vehicle.key);
        write::text(&self.trim, &mut vehicle.trim);
        write::text(&self.license_plate, &mut vehicle.license_plate);
        write::text(&self.color, &mut vehicle.color);
        write::text(&self.engine, &mut vehicle.engine);
        write::value(self.is_matching, &mut vehicle.is_matching);
    }

    /// `is_valid` is about the stored VIN. It is unknown until that VIN is checked.
    fn write_vin(&self, vehicle: &mut Vehicle) {
        let stored = vehicle.vin.clone();
        match &self.vin {
            GivenVin::Absent => {}
            GivenVin::Unchecked(vin) => {
                write::text(&Some(vin.clone()), &mut vehicle.vin);
                if vehicle.vin != stored {
                    vehicle.is_valid = None;
                }
            }
            GivenVin::Valid(vin) => {
                (vehicle.vin, vehicle.is_valid) = (Some(vin.clone()), Some(true));
            }
            GivenVin::Invalid(vin) if is_same(Some(vin), stored.as_deref()) => {
                vehicle.is_valid = Some(false);
            }
            GivenVin::Invalid(_) => {}
        }
    }
}
