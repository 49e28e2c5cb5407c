// Vectorscan's header, for the comparison in bench/policies and for nothing else.
#ifndef GATEHOUSE_CVECTORSCAN_SHIM_H
#define GATEHOUSE_CVECTORSCAN_SHIM_H

#include <hs/hs.h>

#endif
