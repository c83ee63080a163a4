// Text by the row: lookups in a prepared hash table, missing flags, equality.

#include "CKernels.h"
#include <string.h>

uint64_t wh_hash_bytes(const uint8_t *bytes, int64_t count) {
  // Eight bytes at a time through a multiply and a fold; the table is rebuilt whenever it is loaded.
  uint64_t hash = 0x9E3779B97F4A7C15u ^ (uint64_t)count;
  int64_t i = 0;
  for (; i + 8 <= count; i += 8) {
    uint64_t word;
    memcpy(&word, bytes + i, 8);
    hash = (hash ^ word) * 0xD6E8FEB86659FD93u;
    hash ^= hash >> 32;
  }
  uint64_t rest = 0;
  if (i < count) memcpy(&rest, bytes + i, (size_t)(count - i));
  hash = (hash ^ rest) * 0xD6E8FEB86659FD93u;
  return hash ^ (hash >> 29);
}

static inline int same(const uint8_t *a, int64_t a_count, const uint8_t *b, int64_t b_count) {
  return a_count == b_count && memcmp(a, b, (size_t)a_count) == 0;
}

static inline int64_t find(const wh_string_table *table, const uint8_t *text, int64_t count) {
  const wh_strings *entries = &table->entries;
  for (uint64_t slot = wh_hash_bytes(text, count);; slot++) {
    const int32_t entry = table->slots[slot & table->slot_mask];
    if (entry < 0) return table->unknown;
    const int64_t start = entries->offsets[entry];
    if (same(entries->bytes + start, entries->offsets[entry + 1] - start, text, count)) {
      return table->values[entry];
    }
  }
}

int32_t wh_string_lookup(void *const *operands, const int64_t *p, int64_t begin, int64_t end) {
  const wh_strings *text = operands[0];
  const wh_string_table *table = (const wh_string_table *)(intptr_t)p[0];
  int64_t *y = operands[2];
  for (int64_t i = begin; i < end; i++) {
    if (text->missing && text->missing[i]) {
      y[i] = table->missing;
    } else {
      y[i] = find(table, text->bytes + text->offsets[i], text->offsets[i + 1] - text->offsets[i]);
    }
  }
  return 0;
}

int32_t wh_string_is_missing(void *const *operands, const int64_t *p, int64_t begin, int64_t end) {
  (void)p;
  const wh_strings *text = operands[0];
  uint8_t *y = operands[1];
  for (int64_t i = begin; i < end; i++) y[i] = text->missing ? text->missing[i] : 0;
  return 0;
}

int32_t wh_string_equal(void *const *operands, const int64_t *p, int64_t begin, int64_t end) {
  const wh_strings *a = operands[0], *b = operands[1];
  uint8_t *y = operands[2];
  for (int64_t i = begin; i < end; i++) {
    const int64_t k = i * p[0], l = i * p[1];
    const int absent = (a->missing && a->missing[k]) || (b->missing && b->missing[l]);
    y[i] = !absent && same(a->bytes + a->offsets[k], a->offsets[k + 1] - a->offsets[k],
                           b->bytes + b->offsets[l], b->offsets[l + 1] - b->offsets[l]);
  }
  return 0;
}
