/** @file export.h  What the library exports. */
#ifndef ACA_EXPORT_H
#define ACA_EXPORT_H

#if defined(ACA_STATIC)
#define ACA_API
#elif defined(_WIN32)
#ifdef ACA_BUILDING
#define ACA_API __declspec(dllexport)
#else
#define ACA_API __declspec(dllimport)
#endif
#elif defined(__GNUC__)
#define ACA_API __attribute__((visibility("default")))
#else
#define ACA_API
#endif

/** The result tells success from failure and must be looked at. */
#if defined(__GNUC__)
#define ACA_NODISCARD __attribute__((warn_unused_result))
#else
#define ACA_NODISCARD
#endif

#endif
