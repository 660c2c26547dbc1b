//! Vehicles: each is found or added; none goes because it is not in the list.

use shared::record::{Customer, MAX_VEHICLES, Vehicle, fold};
use shared::input::body::Field;

use super::write;
use crate::error::Problem;
use crate::input::{GivenVin, VehicleInput};

/// Writes each vehicle of the list over the stored one that has its `vehicleUuid`, else its VIN;
/// else adds it, unless it says nothing at all. One without either is taken for a stored one that
/// has no VIN and already says all that it says, so that a repeated update does not add it again.
pub(super) fn apply(list: &[VehicleInput], customer: &mut Customer) -> Result<(), Vec<Problem>> {
    // Those that were stored before, without a VIN, and are none of the list's yet.
    let nameless = |vehicle: &Vehicle| vehicle.vin.as_deref().is_none_or(str::is_empty);
    let mut free: Vec<bool> = customer.vehicles.iter().map(nameless).collect();
    for input in list {
        let vehicles = &mut customer.vehicles;
        let known = find(input, vehicles).or_else(|| find_said(input, vehicles, &free));
        if let Some(free) = known.and_then(|at| free.get_mut(at)) {
            *free = false;
        }
        match known.and_then(|at| vehicles.get_mut(at)) {
            Some(known) => input.write(known),
            None if !input.says_anything() => {}
            None => vehicles.push(input.vehicle()),
        }
    }
    if customer.vehicles.len() > MAX_VEHICLES {
        let what = "makes more than 10 vehicles with the stored ones";
        return Err(vec![Problem::new("vehicles", what)]);
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
        let is_it =
            |vehicle: &Vehicle| vehicle.vin.as_deref().map(fold::code).as_ref() == Some(&vin);
        if vin.is_empty() { None } else { stored.iter().position(is_it) }
    };
    by_uuid().or_else(by_vin)
}

/// Of the vehicles that are free, the first that already says all that the input says.
fn find_said(input: &VehicleInput, stored: &[Vehicle], free: &[bool]) -> Option<usize> {
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
    fn says_anything(&self) -> bool {
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
            // It has no VIN because the one that was given is none.
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

    /// A vehicle's validity is that of the VIN it has, as far as that was ever checked.
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
