// Those who pay afterwards have paid: the months that are over, some days into the next one; a few are late.
#pragma once

#include "app/demo/demo.hpp"

namespace app::demo {

// Pays when every fee of the past has been charged; false: not yet, ask again. Done once, it is a no-op; killed on the way it
// goes on where it was, because every payment has an id made from its name.
bool pay_months(const operator_doors& at, core::instant now);

}  // namespace app::demo
