"""Reads homes of the simulator by the models of aiohue, and asks for changes as aiohue does.

Usage: home.py HUE, where HUE is the built `hue` binary.
"""

import importlib
import pkgutil
import sys
from dataclasses import is_dataclass

from aiohue.util import dataclass_from_dict, dataclass_to_dict
from aiohue.v2 import models
from aiohue.v2.models import feature, motion_area_configuration, scene, service_group, smart_scene, speaker, speaker_feature
from aiohue.v2.models.camera_motion import CameraMotionPut
from aiohue.v2.models.geolocation import GeolocationPut
from aiohue.v2.models.grouped_light import GroupedLightPut
from aiohue.v2.models.grouped_motion import GroupedMotionPut
from aiohue.v2.models.light import LightPut
from aiohue.v2.models.motion import MotionPut
from aiohue.v2.models.zigbee_device_discovery import (
    SearchActionType,
    ZigbeeDeviceDiscoveryActionPut,
    ZigbeeDeviceDiscoveryPut,
)
from checks import SECONDS, check
from real import application, cloud, link, log_in

# aiohue has no model of these.
UNREAD = {"auth_v1", "motion_area_candidate", "public_image", "wifi_connectivity"}


def main(hue):
    classes = read_models()
    with cloud(hue) as (base, ca):
        bridge = Bridge(base, ca)
        read(bridge.everything(), classes)
        ask(bridge)
    for seed in ("1", "2"):
        with cloud(hue, "--lights", "40", "--seed", seed) as (base, ca):
            read(Bridge(base, ca).everything(), classes)
    print("home: aiohue reads every resource, and is given what it asks for")


class Bridge:
    """A bridge, after a login."""

    def __init__(self, base, ca):
        self.oauth, _ = log_in(base, ca)
        self.headers = application(link(base, self.oauth))
        self.resources = f"{base}/route/clip/v2/resource"

    def everything(self):
        return self.oauth.get(self.resources, headers=self.headers, timeout=SECONDS).json()["data"]

    def put(self, path, body):
        return self.oauth.put(f"{self.resources}/{path}", json=body, headers=self.headers, timeout=SECONDS)


def read_models():
    """The classes of aiohue, by the type of resource that each reads."""
    classes = {}
    for module in pkgutil.iter_modules(models.__path__):
        for one in vars(importlib.import_module(f"{models.__name__}.{module.name}")).values():
            kind = getattr(one, "__dataclass_fields__", {}).get("type")
            if is_dataclass(one) and "id" in one.__dataclass_fields__ and hasattr(kind and kind.default, "value"):
                classes[kind.default.value] = one
    return classes


def read(resources, classes):
    faults, count = [], 0
    for resource in resources:
        kind = resource["type"]
        if kind in UNREAD:
            continue
        try:
            dataclass_from_dict(classes[kind], resource)
            count += 1
        except (KeyError, TypeError, ValueError) as error:
            faults.append(f"{kind} {resource['id']}: {error!r}")
    check(f"aiohue reads {count} resources", count and not faults, faults[:5])
    kinds = {resource["type"] for resource in resources}
    check("and every type that it knows", set(classes) - kinds <= {"switch_input_configuration"}, set(classes) - kinds)


def ask(bridge):
    ids = {}
    for resource in bridge.everything():
        colorful = resource["type"] != "light" or "color" in resource
        if colorful:
            ids.setdefault(resource["type"], resource["id"])
    xy = feature.ColorFeaturePut(xy=feature.ColorPoint(0.4, 0.35))
    less = feature.MotionSensingFeatureSensitivityPut(sensitivity=1)
    bleep = speaker_feature.SoundFeaturePut(
        sound=speaker_feature.SupportedSound.BLEEP, volume=speaker_feature.VolumeFeature(level=30)
    )
    siren = speaker_feature.SoundFeaturePut(sound=speaker_feature.SupportedSound.SIREN, duration=5000)
    signal = feature.SignalingFeaturePut(signal=feature.Signal.ON_OFF_COLOR, duration=2000, colors=[xy])
    for kind, change in (
        ("light", LightPut(on=feature.OnFeature(on=True), dimming=feature.DimmingFeaturePut(brightness=40), color=xy)),
        ("light", LightPut(dynamics=feature.DynamicsFeaturePut(duration=400), signaling=signal)),
        ("light", LightPut(powerup=feature.PowerUpFeaturePut(preset=feature.PowerUpPreset.SAFETY))),
        ("grouped_light", GroupedLightPut(color_temperature=feature.ColorTemperatureFeaturePut(mirek=300))),
        ("grouped_light", GroupedLightPut(signaling=signal)),
        ("scene", scene.ScenePut(recall=feature.RecallFeature(action=feature.RecallAction.ACTIVE))),
        ("smart_scene", smart_scene.SmartScenePut(recall=smart_scene.SmartSceneRecall("activate"))),
        ("motion", MotionPut(enabled=True, sensitivity=less)),
        ("camera_motion", CameraMotionPut(sensitivity=less)),
        ("grouped_motion", GroupedMotionPut(enabled=False)),
        ("speaker", speaker.SpeakerPut(chime=bleep, alarm=siren)),
        ("speaker", speaker.SpeakerPut(mute=speaker_feature.MuteFeature(mute=speaker_feature.MuteStatus.MUTE))),
        ("service_group", service_group.ServiceGroupPut(metadata=service_group.ServiceGroupMetadata(name="Sensors"))),
        ("motion_area_configuration", motion_area_configuration.MotionAreaConfigurationPut(name="Den", enabled=True)),
        ("geolocation", GeolocationPut(latitude=52.1, longitude=5.4)),
        (
            "zigbee_device_discovery",
            ZigbeeDeviceDiscoveryPut(
                action=ZigbeeDeviceDiscoveryActionPut(action_type=SearchActionType.SEARCH, search_codes=["A1B2C3"])
            ),
        ),
    ):
        body = dataclass_to_dict(change)
        reply = bridge.put(f"{kind}/{ids[kind]}", body)
        check(f"{kind} takes {body}", (reply.status_code, reply.json()["errors"]) == (200, []), reply.text)


if __name__ == "__main__":
    main(sys.argv[1])
