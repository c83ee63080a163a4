// The public face of the C micro-kernels.
#ifndef WINDHOVER_CKERNELS_H
#define WINDHOVER_CKERNELS_H

#include <stdint.h>

#include "trees.h"

#endif
