// Moving elements: copies between strided layouts, joins, gathers, one-hot rows.

#include "CKernels.h"
#include <string.h>

#define COPY_LINE(WORD)                                                             \
  for (int64_t i = 0; i < count; i++) {                                             \
    ((WORD *)target)[i * target_stride] = ((const WORD *)source)[i * source_stride]; \
  }

static inline void copy_line(char *target, int64_t target_stride, const char *source,
                             int64_t source_stride, int64_t count, int64_t size) {
  if (target_stride == 1 && source_stride == 1) {
    memcpy(target, source, (size_t)(count * size));
    return;
  }
  switch (size) {
    case 8: COPY_LINE(uint64_t) break;
    case 4: COPY_LINE(uint32_t) break;
    case 2: COPY_LINE(uint16_t) break;
    default: COPY_LINE(uint8_t)
  }
}

static void copy_box(char *target, const char *source, int64_t size, int64_t rank,
                     const int64_t *extents, const int64_t *source_strides,
                     const int64_t *target_strides) {
  if (rank == 0) {
    memcpy(target, source, (size_t)size);
  } else if (rank == 1) {
    copy_line(target, target_strides[0], source, source_strides[0], extents[0], size);
  } else {
    for (int64_t i = 0; i < extents[0]; i++) {
      copy_box(target + i * target_strides[0] * size, source + i * source_strides[0] * size, size,
               rank - 1, extents + 1, source_strides + 1, target_strides + 1);
    }
  }
}

int32_t wh_strided_copy(void *const *operands, const int64_t *p, int64_t begin, int64_t end) {
  const int64_t size = p[0], rank = p[1];
  const int64_t *extents = p + 4, *from = extents + rank, *to = from + rank;
  const char *source = (const char *)operands[0] + p[2] * size;
  char *target = (char *)operands[1] + p[3] * size;
  if (rank == 0) {
    if (begin < end) memcpy(target, source, (size_t)size);
    return 0;
  }
  if (rank == 2 && from[0] == 1 && to[1] == 1) {
    // A transposition: square blocks, so that both sides stay in the cache.
    for (int64_t row = begin; row < end; row += 32) {
      const int64_t row_end = row + 32 < end ? row + 32 : end;
      for (int64_t column = 0; column < extents[1]; column += 32) {
        const int64_t width = extents[1] - column < 32 ? extents[1] - column : 32;
        for (int64_t i = row; i < row_end; i++) {
          copy_line(target + (i * to[0] + column) * size, 1,
                    source + (i + column * from[1]) * size, from[1], width, size);
        }
      }
    }
    return 0;
  }
  for (int64_t i = begin; i < end; i++) {
    copy_box(target + i * to[0] * size, source + i * from[0] * size, size, rank - 1, extents + 1,
             from + 1, to + 1);
  }
  return 0;
}

int32_t wh_fill(void *const *operands, const int64_t *p, int64_t begin, int64_t end) {
  char *target = (char *)operands[1] + begin * p[0];
  copy_line(target, 1, operands[0], 0, end - begin, p[0]);
  return 0;
}

int32_t wh_concatenate(void *const *operands, const int64_t *p, int64_t begin, int64_t end) {
  const int64_t inputs = p[0];
  const int64_t *bytes = p + 1;
  int64_t row = 0;
  for (int64_t k = 0; k < inputs; k++) row += bytes[k];
  char *target = (char *)operands[inputs] + begin * row;
  for (int64_t k = 0; k < inputs; k++) {
    const int64_t count = bytes[k];
    const char *source = (const char *)operands[k] + begin * count;
    if (count == 8) {
      for (int64_t i = 0; i < end - begin; i++) memcpy(target + i * row, source + i * 8, 8);
    } else if (count == 4) {
      for (int64_t i = 0; i < end - begin; i++) memcpy(target + i * row, source + i * 4, 4);
    } else {
      for (int64_t i = 0; i < end - begin; i++) {
        memcpy(target + i * row, source + i * count, (size_t)count);
      }
    }
    target += count;
  }
  return 0;
}

static inline int64_t index_at(const void *indices, int64_t size, int64_t place) {
  return size == 8 ? ((const int64_t *)indices)[place] : ((const int32_t *)indices)[place];
}

int32_t wh_gather(void *const *operands, const int64_t *p, int64_t begin, int64_t end) {
  const int64_t extent = p[0], count = p[1], bytes = p[2], index_size = p[3];
  const char *x = operands[0];
  char *y = operands[2];
  for (int64_t i = 0; i < count && begin < end; i++) {
    const int64_t index = index_at(operands[1], index_size, i);
    if (index < 0 || index >= extent) return 1;
  }
  for (int64_t o = begin; o < end; o++) {
    const char *row = x + o * extent * bytes;
    char *target = y + o * count * bytes;
    for (int64_t i = 0; i < count; i++) {
      const int64_t index = index_at(operands[1], index_size, i);
      if (bytes == 8) {
        memcpy(target + i * 8, row + index * 8, 8);
      } else if (bytes == 4) {
        memcpy(target + i * 4, row + index * 4, 4);
      } else {
        memcpy(target + i * bytes, row + index * bytes, (size_t)bytes);
      }
    }
  }
  return 0;
}

int32_t wh_gather_along(void *const *operands, const int64_t *p, int64_t begin, int64_t end) {
  const int64_t extent = p[0], count = p[1], inner = p[2], size = p[3], index_size = p[4];
  const char *x = operands[0];
  char *y = operands[2];
  for (int64_t o = begin; o < end; o++) {
    for (int64_t i = 0; i < count * inner; i++) {
      const int64_t place = o * count * inner + i;
      const int64_t index = index_at(operands[1], index_size, place);
      if (index < 0 || index >= extent) return 1;
      const char *source = x + ((o * extent + index) * inner + i % inner) * size;
      if (size == 8) {
        memcpy(y + place * 8, source, 8);
      } else if (size == 4) {
        memcpy(y + place * 4, source, 4);
      } else {
        memcpy(y + place * size, source, (size_t)size);
      }
    }
  }
  return 0;
}

int32_t wh_one_hot(void *const *operands, const int64_t *p, int64_t begin, int64_t end) {
  const int64_t depth = p[0], size = p[1], index_size = p[2], one = p[3];
  char *y = operands[1];
  memset(y + begin * depth * size, 0, (size_t)((end - begin) * depth * size));
  for (int64_t i = begin; i < end; i++) {
    const int64_t index = index_at(operands[0], index_size, i);
    if (index < 0 || index >= depth) continue;
    memcpy(y + (i * depth + index) * size, &one, (size_t)size);  // little-endian
  }
  return 0;
}

// Where each value belongs among ascending boundaries; NaN belongs behind every number.
#define SEARCH(NAME, T)                                                                        \
  static int32_t NAME(void *const *operands, const int64_t *p, int64_t begin, int64_t end) {   \
    const int64_t count = p[0], right = p[1];                                                  \
    const T *boundaries = operands[0], *values = operands[1];                                  \
    int64_t *y = operands[2];                                                                  \
    for (int64_t i = begin; i < end; i++) {                                                    \
      const T value = values[i];                                                               \
      int64_t low = 0, length = count;                                                         \
      while (length > 0) {                                                                     \
        const int64_t half = length / 2;                                                       \
        const T b = boundaries[low + half];                                                    \
        const int before = right ? !((value < b) | ((b != b) & (value == value)))              \
                                 : (b < value) | ((value != value) & (b == b));                \
        low = before ? low + half + 1 : low;                                                   \
        length = before ? length - half - 1 : half;                                            \
      }                                                                                        \
      y[i] = low;                                                                              \
    }                                                                                          \
    return 0;                                                                                  \
  }
SEARCH(search_f64, double)
SEARCH(search_f32, float)
SEARCH(search_i64, int64_t)
SEARCH(search_i32, int32_t)

wh_kernel wh_find_search_sorted(int32_t dtype) {
  switch (dtype) {
    case WH_F64: return search_f64;
    case WH_F32: return search_f32;
    case WH_I64: return search_i64;
    case WH_I32: return search_i32;
    default: return 0;
  }
}
