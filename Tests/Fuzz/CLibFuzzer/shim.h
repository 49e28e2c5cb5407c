// libFuzzer has no header of its own; this is the one function of it that a program with a main function calls
// (llvm.org/docs/LibFuzzer.html, "Using libFuzzer as a library").
#ifndef GATEHOUSE_CLIBFUZZER_SHIM_H
#define GATEHOUSE_CLIBFUZZER_SHIM_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*callback)(const uint8_t *data, size_t size));

#endif
