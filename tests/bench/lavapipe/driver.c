/*
 * A Vulkan driver that is Mesa's lavapipe under SwiftShader's ids.
 *
 * Chromium hands pages a software adapter only if it has SwiftShader's ids, and SwiftShader has no 16-bit floats, which
 * llama.cpp's WebGPU backend requires. lavapipe, which runs on the CPU as well, has them. Everything but the two ids is
 * lavapipe's: FOREWORD_LAVAPIPE names its file.
 */
#include <dlfcn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define EXPORT __attribute__((visibility("default")))

typedef void (*Function)(void);
typedef Function (*Lookup)(void *owner, const char *name);
/* VkPhysicalDeviceProperties begins with four words: API version, driver version, vendor, device. */
typedef void (*Properties)(void *device, uint32_t *words);

enum { VENDOR = 0x1AE0, DEVICE = 0xC0DE, INCOMPATIBLE_DRIVER = -9 };

static Properties properties, properties2;

static void *from_lavapipe(const char *name) {
  static void *library;
  const char *path = getenv("FOREWORD_LAVAPIPE");
  if (!library && path) library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  return library ? dlsym(library, name) : NULL;
}

static void rename_device(uint32_t *words) {
  words[2] = VENDOR;
  words[3] = DEVICE;
}

static void own_properties(void *device, uint32_t *words) {
  properties(device, words);
  rename_device(words);
}

/* VkPhysicalDeviceProperties2: type, padding and a pointer before the same words. */
static void own_properties2(void *device, uint32_t *words) {
  properties2(device, words);
  rename_device(words + 4);
}

static Function own(const char *name, Function function) {
  if (!function) return NULL;
  if (!strcmp(name, "vkGetPhysicalDeviceProperties")) {
    properties = (Properties)function;
    return (Function)own_properties;
  }
  if (!strcmp(name, "vkGetPhysicalDeviceProperties2") || !strcmp(name, "vkGetPhysicalDeviceProperties2KHR")) {
    properties2 = (Properties)function;
    return (Function)own_properties2;
  }
  return function;
}

EXPORT int32_t vk_icdNegotiateLoaderICDInterfaceVersion(uint32_t *version) {
  int32_t (*negotiate)(uint32_t *) = from_lavapipe(__func__);
  return negotiate ? negotiate(version) : INCOMPATIBLE_DRIVER;
}

EXPORT Function vk_icdGetInstanceProcAddr(void *instance, const char *name) {
  Lookup lookup = from_lavapipe(__func__);
  return lookup ? own(name, lookup(instance, name)) : NULL;
}

EXPORT Function vk_icdGetPhysicalDeviceProcAddr(void *instance, const char *name) {
  Lookup lookup = from_lavapipe(__func__);
  return lookup ? own(name, lookup(instance, name)) : NULL;
}

/* Dawn opens SwiftShader's file without a loader and looks for this. */
EXPORT Function vkGetInstanceProcAddr(void *instance, const char *name) {
  return vk_icdGetInstanceProcAddr(instance, name);
}
