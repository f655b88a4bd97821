/**
 * The arithmetic of the fused operations: loops over the units of one example.
 *
 * Masks are packed, unit 0 the most significant bit of byte 0. No product is joined with a sum (-ffp-contract=off), so
 * that a gradient has the bits that the composed graph gives it.
 */
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// A version of each loop for each kind of processor, chosen when the library is loaded: a project folder that is
// copied to an older machine still runs.
#if defined(__x86_64__) && defined(__linux__)
#define FOR_EACH_PROCESSOR __attribute__((noinline, target_clones("avx512f", "avx2", "default")))
#else
#define FOR_EACH_PROCESSOR __attribute__((noinline))
#endif
#define INLINED inline __attribute__((always_inline))

namespace maskscope {

/** Eight units, the bits of a float each: as wide as one byte of masks. */
typedef int32_t Eight __attribute__((vector_size(32)));
typedef float EightFloats __attribute__((vector_size(32)));

INLINED EightFloats eightAt(const float* values) {
  EightFloats eight;
  std::memcpy(&eight, values, sizeof eight);
  return eight;
}

/** v where the bit of a packed byte is set, else zero. */
INLINED EightFloats whereSet(EightFloats v, uint8_t byte) {
  const Eight bit = {128, 64, 32, 16, 8, 4, 2, 1};
  const int32_t wide = byte;
  const Eight all = {wide, wide, wide, wide, wide, wide, wide, wide};
  return reinterpret_cast<EightFloats>(reinterpret_cast<Eight>(v) & ((all & bit) != 0));
}

INLINED bool isSet(const uint8_t* packed, int64_t unit) { return (packed[unit / 8] >> (7 - unit % 8)) & 1; }

/** out = m ⊙ in, which may be one array. */
FOR_EACH_PROCESSOR inline void keep(const float* in, const uint8_t* mask, float* out, int64_t units) {
  for (int64_t byte = 0; byte < units / 8; byte++) {
    const EightFloats kept = whereSet(eightAt(in + byte * 8), mask[byte]);
    std::memcpy(out + byte * 8, &kept, sizeof kept);
  }
  for (int64_t unit = units / 8 * 8; unit < units; unit++) out[unit] = isSet(mask, unit) ? in[unit] : 0.0f;
}

/** out = m ⊙ (in − share) + share ⊙ s, the gradient with the consistency term; in and out may be one array. */
FOR_EACH_PROCESSOR inline void keepConsistent(
  const float* in, const uint8_t* mask, const uint8_t* seen, float share, float* out, int64_t units
) {
  const EightFloats shares = {share, share, share, share, share, share, share, share};
  for (int64_t byte = 0; byte < units / 8; byte++) {
    const EightFloats kept = whereSet(eightAt(in + byte * 8) - shares, mask[byte]);
    const EightFloats gradient = kept + whereSet(shares, seen[byte]);
    std::memcpy(out + byte * 8, &gradient, sizeof gradient);
  }
  for (int64_t unit = units / 8 * 8; unit < units; unit++)
    out[unit] = (isSet(mask, unit) ? in[unit] - share : 0.0f) + (isSet(seen, unit) ? share : 0.0f);
}

/** [q > t] of eight units from `q` on, a bit each. */
INLINED uint8_t exceeding(const float* q, float threshold) {
  uint8_t byte = 0;
  for (int i = 0; i < 8; i++) byte = static_cast<uint8_t>(byte << 1 | (q[i] > threshold));
  return byte;
}

#if defined(__x86_64__)
/** The same of whole bytes: one instruction gathers the signs of eight comparisons, the last unit's first. */
__attribute__((target("avx2"))) inline void packEights(const float* q, float threshold, uint8_t* packed,
                                                       int64_t bytes) {
  const __m256i reversed = _mm256_set_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  const __m256 thresholds = _mm256_set1_ps(threshold);
  for (int64_t byte = 0; byte < bytes; byte++) {
    const __m256 exceeds = _mm256_cmp_ps(_mm256_loadu_ps(q + byte * 8), thresholds, _CMP_GT_OQ);
    packed[byte] = static_cast<uint8_t>(_mm256_movemask_ps(_mm256_permutevar8x32_ps(exceeds, reversed)));
  }
}
#endif

/** packed = [q > t], a bit per unit; what fills the last byte is zero. */
inline void packExceeding(const float* q, float threshold, uint8_t* packed, int64_t units) {
  int64_t byte = 0;
#if defined(__x86_64__)
  static const bool hasAvx2 = __builtin_cpu_supports("avx2");
  if (hasAvx2) packEights(q, threshold, packed, byte = units / 8);
#endif
  for (; byte < units / 8; byte++) packed[byte] = exceeding(q + byte * 8, threshold);
  if (units % 8 == 0) return;
  float last[8];
  std::fill(last, last + 8, threshold);
  std::copy(q + byte * 8, q + units, last);
  packed[byte] = exceeding(last, threshold);
}

/** sums[i mod width] += values[i]. A row of sums as wide as some registers does not wait for each addition. */
FOR_EACH_PROCESSOR inline void addRows(const float* __restrict values, int64_t count, float* __restrict sums,
                                       int64_t width) {
  int64_t at = 0;
  for (; at + width <= count; at += width)
    for (int64_t i = 0; i < width; i++) sums[i] += values[at + i];
  for (int64_t i = 0; at + i < count; i++) sums[i] += values[at + i];
}

/** Sums over examples and positions, one per channel: a bias' gradient. */
class ChannelSums {
 public:
  ChannelSums(int64_t channels, float* total)
      : channels_(channels), total_(total), wide_(channels * std::max<int64_t>(1, 128 / channels)) {
    std::fill(total, total + channels, 0.0f);
  }

  /** Whole positions of one example. */
  void add(const float* values, int64_t count) {
    addRows(values, count, wide_.data(), static_cast<int64_t>(wide_.size()));
  }

  /** Each example is summed by itself first, which keeps rounding small. */
  void endExample() {
    for (size_t i = 0; i < wide_.size(); i++) total_[static_cast<int64_t>(i) % channels_] += wide_[i];
    std::fill(wide_.begin(), wide_.end(), 0.0f);
  }

 private:
  int64_t channels_;
  float* total_;
  std::vector<float> wide_;
};

}  // namespace maskscope
