//! What can be asked of any type of resource.

use super::any::AnyResource;
use super::id::{Id, Reference};
use super::reply::Reply;
use super::{Creatable, Resource, Updatable};
use crate::call::Endpoint;
use crate::error::Error;
use crate::route::{Area, Class, Operation};
use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;
use http::{Method, Response};

/// `GET /clip/v2/resource/{type}`: every resource of a type. Made by [`Resource::list`].
#[must_use = "an endpoint does nothing until it is called"]
pub struct List<R>(PhantomData<fn() -> R>);

/// `GET /clip/v2/resource/{type}/{id}`: one resource. Made by [`Resource::get`].
#[must_use = "an endpoint does nothing until it is called"]
pub struct Get<R>(Id<R>);

/// `PUT /clip/v2/resource/{type}/{id}`: changes a resource. What is not named stays. Made by [`Resource::update`]; what can be
/// changed is a method each.
#[must_use = "an endpoint does nothing until it is called"]
pub struct Update<R: Updatable> {
    id: Id<R>,
    pub(crate) change: R::Change,
}

/// `POST /clip/v2/resource/{type}`: makes a resource, and replies its id. Made by the type's own `create`; what need not be
/// said is a method each. It is not sent again where a reply is lost: look at the list first.
#[must_use = "an endpoint does nothing until it is called"]
pub struct Create<R: Creatable> {
    pub(crate) draft: R::Draft,
}

/// `DELETE /clip/v2/resource/{type}/{id}`: removes a resource. Made by [`Resource::delete`].
#[must_use = "an endpoint does nothing until it is called"]
pub struct Delete<R>(Id<R>);

/// `GET /clip/v2/resource`: all there is, as one reply of some 700 bytes a resource. [`Home`](super::Home) puts it in order.
#[expect(clippy::exhaustive_structs, reason = "a question without parameters is asked by its name")]
#[derive(Clone, Copy, Debug, Default)]
pub struct Everything;

impl<R> List<R> {
    pub(crate) fn new() -> Self {
        Self(PhantomData)
    }
}

impl<R> Get<R> {
    pub(crate) fn new(id: Id<R>) -> Self {
        Self(id)
    }
}

impl<R: Updatable> Update<R> {
    /// For a type of yours: what to send. The types here have [`Resource::update`] and a method for each attribute.
    pub fn new(id: &Id<R>, change: R::Change) -> Self {
        Self { id: id.clone(), change }
    }
}

impl<R: Creatable> Create<R> {
    /// For a type of yours: what to send. The types here have a `create` of their own.
    pub fn new(draft: R::Draft) -> Self {
        Self { draft }
    }
}

impl<R> Delete<R> {
    pub(crate) fn new(id: Id<R>) -> Self {
        Self(id)
    }
}

impl<R: Resource> Endpoint for List<R> {
    type Output = Reply<Vec<R>>;

    fn operation(&self) -> Operation {
        of_type::<R>(Method::GET, Class::Read)
    }

    fn parse(&self, reply: &Response<&[u8]>) -> Result<Self::Output, Error> {
        Reply::of_list(reply)
    }
}

impl<R: Resource> Endpoint for Get<R> {
    type Output = Reply<R>;

    fn operation(&self) -> Operation {
        of_type::<R>(Method::GET, Class::Read).segment(self.0.as_str())
    }

    fn parse(&self, reply: &Response<&[u8]>) -> Result<Self::Output, Error> {
        Reply::of_one(reply)
    }
}

impl<R: Updatable> Endpoint for Update<R> {
    type Output = Reply<Vec<Reference>>;

    fn operation(&self) -> Operation {
        let operation = of_type::<R>(Method::PUT, R::CLASS).segment(self.id.as_str());
        operation.faulty(R::fault(&self.change)).json_of(&self.change)
    }

    fn parse(&self, reply: &Response<&[u8]>) -> Result<Self::Output, Error> {
        Reply::of_change(reply)
    }
}

impl<R: Creatable> Endpoint for Create<R> {
    type Output = Reply<Id<R>>;

    fn operation(&self) -> Operation {
        of_type::<R>(Method::POST, Class::Other).faulty(R::fault(&self.draft)).json_of(&self.draft)
    }

    fn parse(&self, reply: &Response<&[u8]>) -> Result<Self::Output, Error> {
        Reply::of_creation(reply)
    }
}

impl<R: Resource> Endpoint for Delete<R> {
    type Output = Reply<Vec<Reference>>;

    fn operation(&self) -> Operation {
        of_type::<R>(Method::DELETE, Class::Other).segment(self.0.as_str())
    }

    fn parse(&self, reply: &Response<&[u8]>) -> Result<Self::Output, Error> {
        Reply::of_change(reply)
    }
}

impl Endpoint for Everything {
    type Output = Reply<Vec<AnyResource>>;

    fn operation(&self) -> Operation {
        Operation::new(Method::GET, Area::V2, Class::Read).segment("resource")
    }

    fn parse(&self, reply: &Response<&[u8]>) -> Result<Self::Output, Error> {
        let read = Reply::from_json(reply.body());
        Ok(read.map_err(|malformed| malformed.with_status(reply.status().as_u16()))?)
    }
}

fn of_type<R: Resource>(method: Method, class: Class) -> Operation {
    Operation::new(method, Area::V2, class).segment("resource").segment(R::TYPE)
}

// By hand, because derived ones would ask the same of `R`.

impl<R> Clone for List<R> {
    fn clone(&self) -> Self {
        Self::new()
    }
}

impl<R> Clone for Get<R> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<R: Updatable> Clone for Update<R>
where
    R::Change: Clone,
{
    fn clone(&self) -> Self {
        Self { id: self.id.clone(), change: self.change.clone() }
    }
}

impl<R: Creatable> Clone for Create<R>
where
    R::Draft: Clone,
{
    fn clone(&self) -> Self {
        Self { draft: self.draft.clone() }
    }
}

impl<R> Clone for Delete<R> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<R: Resource> fmt::Debug for List<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "List({})", R::TYPE)
    }
}

impl<R: Resource> fmt::Debug for Get<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Get({}/{})", R::TYPE, self.0)
    }
}

impl<R: Updatable> fmt::Debug for Update<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Update({}/{})", R::TYPE, self.id)
    }
}

impl<R: Creatable> fmt::Debug for Create<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Create({})", R::TYPE)
    }
}

impl<R: Resource> fmt::Debug for Delete<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Delete({}/{})", R::TYPE, self.0)
    }
}
