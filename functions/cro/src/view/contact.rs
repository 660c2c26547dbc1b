use serde::Serialize;

use shared::id::PartId;
use shared::record::Contact;

/// A contact person of the customer. The text that other APIs call the contact is not one of these.
#[derive(Debug, Serialize)]
pub struct CustomerContactModel<'a> {
    email: Option<&'a str>,
    fax: Option<&'a str>,
    id: PartId,
    name: Option<&'a str>,
    notify_on_acknowledged_request: bool,
    notify_on_completed_request: bool,
    notify_on_dispatched_request: bool,
    notify_on_failed_request: bool,
    notify_on_new_request: bool,
    number: Option<&'a str>,
}

impl<'a> CustomerContactModel<'a> {
    /// Shows a contact.
    #[must_use]
    pub fn of(contact: &'a Contact) -> Self {
        Self {
            email: contact.email.as_deref(),
            fax: contact.fax.as_deref(),
            id: contact.id,
            name: contact.name.as_deref(),
            notify_on_acknowledged_request: contact.notify_on_acknowledged_request,
            notify_on_completed_request: contact.notify_on_completed_request,
            notify_on_dispatched_request: contact.notify_on_dispatched_request,
            notify_on_failed_request: contact.notify_on_failed_request,
            notify_on_new_request: contact.notify_on_new_request,
            number: contact.number.as_deref(),
        }
    }
}
