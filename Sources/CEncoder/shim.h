// The arithmetic of the sentence encoder, and the table that its tokenizer folds characters by: what wants vectors of the
// compiler or a table without a cost at start. Everything is in headers, so nothing is linked.
#ifndef GATEHOUSE_ENCODER_SHIM_H
#define GATEHOUSE_ENCODER_SHIM_H

#include "processors.h"
#include "vectors.h"
#include "product.h"
#include "rows.h"
#include "attention.h"
#include "folding.h"

#endif
