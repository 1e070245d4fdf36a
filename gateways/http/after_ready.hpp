// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

namespace mimamori::http {

using Work = std::function<void()>;

// Runs `work` on this thread's event loop, after what is ready there now; at once on a thread that has none. What many
// requests cause may then be done once for all of them.
void AfterReady(Work work);

// For the thread of an event loop, before it runs: how work gets to the end of its queue.
void SetEventLoop(std::function<void(Work)> post);

}  // namespace mimamori::http
