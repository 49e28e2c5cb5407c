/// The tokens that a provider reports for one answer.
package struct TokenUsage: Sendable, Hashable {
    /// Tokens of the prompt (OpenAI `prompt_tokens`, Anthropic `input_tokens` with its cache reads and writes).
    package var prompt: UInt64
    /// Tokens of the answer (OpenAI `completion_tokens`, Anthropic `output_tokens`).
    package var completion: UInt64

    package init(prompt: UInt64 = 0, completion: UInt64 = 0) {
        self.prompt = prompt
        self.completion = completion
    }

    /// Both together; saturates, because an upstream may report any number.
    package var total: UInt64 {
        let (sum, overflow) = self.prompt.addingReportingOverflow(self.completion)
        return overflow ? .max : sum
    }
}
