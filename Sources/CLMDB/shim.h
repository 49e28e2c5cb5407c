// LMDB needs no help: its constants are plain macros and no function is variadic.
#ifndef GATEHOUSE_CLMDB_SHIM_H
#define GATEHOUSE_CLMDB_SHIM_H

#include <lmdb.h>

#endif
