//! The name under which a bridge lists us.

use crate::error::InvalidSetting;
use alloc::boxed::Box;
use alloc::format;
use core::fmt;

/// What a bridge shows in its list of users: `<application>#<device>`, or the application alone.
///
/// At most 40 characters: 20 for the application and 19 for the device, or 40 for a name alone (configuration API,
/// section 7.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceType(Box<str>);

impl DeviceType {
    pub(crate) fn new(application: &str, device: Option<&str>) -> Result<Self, InvalidSetting> {
        let longest = if device.is_some() { 20 } else { 40 };
        if !fits(application, longest) || application.contains('#') {
            return Err(InvalidSetting::new(
                "device type",
                "needs an application name of 1 to 20 characters (1 to 40 without a device name), without # and control characters",
            ));
        }
        match device {
            None => Ok(Self(application.into())),
            Some(device) if fits(device, 19) => Ok(Self(format!("{application}#{device}").into())),
            Some(_) => Err(InvalidSetting::new(
                "device type",
                "needs a device name of 1 to 19 characters, without control characters",
            )),
        }
    }

    /// The text as sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for DeviceType {
    /// `hue-proto`.
    fn default() -> Self {
        Self("hue-proto".into())
    }
}

impl fmt::Display for DeviceType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn fits(text: &str, longest: usize) -> bool {
    !text.is_empty() && text.chars().count() <= longest && !text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString as _;

    #[test]
    fn it_reads_as_it_is_sent() {
        assert_eq!(DeviceType::default().to_string(), "hue-proto");
        assert_eq!(DeviceType::new("lamp-timer", Some("attic")).unwrap().to_string(), "lamp-timer#attic");
    }

    #[test]
    fn limits_are_the_bridges() {
        let (twenty, nineteen) = ("a".repeat(20), "d".repeat(19));
        assert_eq!(DeviceType::new(&twenty, Some(&nineteen)).unwrap().as_str().len(), 40);
        assert!(DeviceType::new(&"a".repeat(40), None).is_ok());
        let refused: [(&str, Option<&str>); 7] = [
            ("", None),
            ("a", Some("")),
            (&"a".repeat(41), None),
            (&"a".repeat(21), Some("d")),
            ("a", Some(&"d".repeat(20))),
            ("a#b", None),
            ("a\n", None),
        ];
        for (application, device) in refused {
            assert!(DeviceType::new(application, device).is_err(), "{application:?} {device:?}");
        }
    }
}
